package io.dtabd.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.api.PlainClient.Exchange;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.live.State;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.store.Namespace;
import io.dtabd.testing.servers.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpreterWatchTest {

  private static final String NS = "/api/1/dtabs/ns";
  private static final String BIND = "/api/1/bind/ns?path=/svc&watch=true";

  @TempDir private Path disco;

  private ApiServer server;
  private PlainClient client;

  @BeforeEach
  void start() throws IOException {
    write("a", "127.0.0.1 1");
    write("b", "127.0.0.1 2");
    server = ApiServer.start(disco);
    client = server.client();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void bindFollowsTheTreeAndNothingElse() throws IOException {
    client.put(NS, "/svc => /$/inet/1");
    try (Exchange stream = client.watch(BIND)) {
      assertThat(stream.next().orElseThrow()).contains("/$/inet/1").endsWith("}\n");

      client.put(NS, "/svc => /$/inet/1 ; /unrelated => /x");
      client.put(NS, "/svc => /$/inet/2");

      assertThat(stream.next().orElseThrow()).contains("/$/inet/2");
    }
  }

  @Test
  void deletedNamespaceBindsAsTheEmptyDtab() throws IOException {
    client.put(NS, "/svc => /$/inet/1");
    try (Exchange stream = client.watch(BIND)) {
      stream.next();

      client.delete(NS);

      assertThat(stream.next()).contains("{\"type\":\"neg\"}\n");
    }
  }

  @Test
  void addressesTravelOnAddrAndNotOnBind() throws IOException {
    client.put(NS, "/svc => /#/io.l5d.fs/a");
    try (Exchange bind = client.watch(BIND);
        Exchange addr = client.watch("/api/1/addr/ns?path=/%23/io.l5d.fs/a&watch=true")) {
      assertThat(bind.next().orElseThrow()).contains("\"port\":1,");
      assertThat(addr.next().orElseThrow()).contains("\"port\":1,");

      write("a", "127.0.0.1 2");
      assertThat(addr.next().orElseThrow()).contains("\"port\":2,");

      client.put(NS, "/svc => !");
      assertThat(bind.next()).contains("{\"type\":\"fail\"}\n");
    }
  }

  @Test
  void aNewBindStreamShowsTheAddressesOfNowAndTheOthersAreNotTold() throws IOException {
    client.put(NS, "/svc => /#/io.l5d.fs/a");
    try (Exchange early = client.watch(BIND);
        Exchange addr = client.watch("/api/1/addr/ns?path=/%23/io.l5d.fs/a&watch=true")) {
      assertThat(early.next().orElseThrow()).contains("\"port\":1,");
      addr.next();
      write("a", "127.0.0.1 2");
      assertThat(addr.next().orElseThrow()).contains("\"port\":2,");

      try (Exchange late = client.watch(BIND)) {
        assertThat(late.next().orElseThrow()).contains("\"port\":2,");

        client.put(NS, "/svc => !");
        assertThat(late.next()).contains("{\"type\":\"fail\"}\n");
        assertThat(early.next()).contains("{\"type\":\"fail\"}\n");
      }
    }
  }

  @Test
  void resolveFollowsTableAndAddresses() throws IOException {
    client.put(NS, "/svc => /#/io.l5d.fs/a");
    try (Exchange stream = client.watch("/api/1/resolve/ns?path=/svc&watch=true")) {
      assertThat(stream.next().orElseThrow()).contains("\"port\":1,");

      client.put(NS, "/svc => /#/io.l5d.fs/b");
      assertThat(stream.next().orElseThrow()).contains("\"port\":2,");

      write("b", "127.0.0.1 3");
      assertThat(stream.next().orElseThrow()).contains("\"port\":3,");
    }
  }

  @Test
  void addressesThatFailAreAStateOfTheStream() throws IOException {
    try (Exchange stream = client.watch("/api/1/addr/ns?path=/%23/io.l5d.fs/a&watch=true")) {
      stream.next();

      write("a", "not an address");

      assertThat(stream.next().orElseThrow()).startsWith("{\"type\":\"failed\",\"cause\":");
    }
  }

  @Test
  void boundNamesFollowTheNamers() throws IOException {
    try (Exchange stream = client.watch("/api/1/bound-names?watch=true")) {
      assertThat(stream.next()).contains("[\"/#/io.l5d.fs/a\",\"/#/io.l5d.fs/b\"]\n");

      Files.delete(disco.resolve("b"));

      assertThat(stream.next()).contains("[\"/#/io.l5d.fs/a\"]\n");
    }
  }

  @Test
  void failureEndsTheStreamAfterTheLastValidState() throws IOException {
    client.put(NS, "/svc => /$/inet/1");
    try (Exchange stream = client.watch(BIND)) {
      assertThat(stream.next().orElseThrow()).contains("/$/inet/1");

      client.put(NS, "/svc => /svc");

      assertThat(stream.next()).isEmpty();
    }
  }

  @Test
  void failureBeforeTheFirstStateIsA500() throws IOException {
    client.put(NS, "/svc => /svc");
    try (Exchange stream = client.watch(BIND)) {
      assertThat(stream.status()).isEqualTo(500);
      assertThat(new String(stream.rest(), UTF_8)).contains("depth");
    }
  }

  @Test
  void nothingIsSentWhileNothingIsKnown() throws IOException {
    server.close();
    server = ApiServer.start(World.builder(), new Patience(ApiServer.LONG, ApiServer.SHORT));
    client = server.client();
    client.put(NS, "/svc => /#/slow/a");
    try (Exchange stream = client.watch(BIND)) {
      assertThat(stream.status()).isEqualTo(200);

      server.world().slowNamer().set(State.ok(NameTree.empty()));

      assertThat(stream.next()).contains("{\"type\":\"empty\"}\n");
    }
  }

  @Test
  void streamIsRegisteredWithItsQuestionUntilTheClientLeaves() throws IOException {
    client.put(NS, "/svc => /$/inet/1");
    try (Exchange stream = client.watch(BIND + "&dtab=/x=%3E/y")) {
      stream.next();

      assertThat(server.world().watchers().page(Optional.empty(), 0, 10).entries())
          .singleElement()
          .satisfies(
              watcher -> {
                assertThat(watcher.protocol()).isEqualTo(Protocol.HTTP);
                assertThat(watcher.question())
                    .isEqualTo(
                        new Question.Bind(
                            new Namespace("ns"),
                            io.dtabd.dtab.Path.read("/svc"),
                            Dtab.read("/x => /y")));
              });
    }
    await().until(() -> server.world().watchers().count() == 0);
  }

  @Test
  void watchersOfOneQuestionShareItsAnswer() throws IOException {
    client.put(NS, "/svc => /$/inet/1");
    try (Exchange one = client.watch(BIND);
        Exchange other = client.watch(BIND + "&dtab=")) {
      one.next();
      other.next();

      assertThat(server.world().questions().count()).isEqualTo(1);
    }
  }

  @Test
  void refusedStreamLeavesNoWatcherBehind() throws IOException {
    client.put(NS, "/svc => /svc");

    client.get(BIND);

    assertThat(server.world().watchers().count()).isZero();
  }

  private void write(String name, String content) throws IOException {
    Path temporary = Files.createTempFile(disco.getParent(), "fs", "");
    Files.writeString(temporary, content);
    Files.move(temporary, disco.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
