package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dtabd.server.ProgramRun.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write at one replica, and those who watch at another one. */
class WriteChecksOfReplicasTest {

  private static final String TABLE = "/svc/world => /$/inet/127.0.0.1/7777";
  private static final String BREAKING = "/svc/other => /$/inet/127.0.0.1/7777";

  @TempDir private Path folder;

  private ReplicaSet replicas;
  private String one;
  private String two;

  @BeforeEach
  void start() throws Exception {
    replicas = new ReplicaSet(folder, 3);
    one = ReplicaSet.url(replicas.start(0, ""));
    two = ReplicaSet.url(replicas.start(1, ""));
    replicas.put(one, TABLE);
  }

  @AfterEach
  void stop() throws IOException {
    replicas.close();
  }

  private ProgramRun program() {
    return ProgramRun.in(folder).with("NAMERCTL_BASE_URL", one);
  }

  private Result update(String dtab, String... more) {
    String[] args = new String[4 + more.length];
    System.arraycopy(new String[] {"dtab", "update", "internal", "-"}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return program().reading(dtab).run(args);
  }

  @Test
  void aWriteThatBreaksANameWatchedAtAnotherReplicaIsRefused() throws Exception {
    replicas.watchName(two, "/svc/world");
    replicas.watchName(two, "/svc/world");
    replicas.watchName(one, "/svc/world");

    Result refused = update(BREAKING);

    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.err()).contains("  /svc/world (3 watchers): it leads nowhere\n");
    assertThat(replicas.json(one + "/api/1/dtabs/internal").toString()).contains("/svc/world");
    assertThat(update(BREAKING, "--force").err())
        .contains("warning: /svc/world (3 watchers): it leads nowhere\n");
  }

  @Test
  void aReplicaThatIsSilentIsNamedInAWarningAndTheWriteIsDone() throws Exception {
    Result updated = update(BREAKING);

    assertThat(updated.status()).as(updated.err()).isZero();
    assertThat(updated.err())
        .isEqualTo(
            "warning: names watched at other replicas were not checked: %s refused the connection\n"
                .formatted(replicas.address(2)));
  }

  @Test
  void whereAllReplicasRespondNothingIsSaidOfThem() throws Exception {
    replicas.start(2, "");
    Result updated = update(BREAKING);
    assertThat(updated.status()).isZero();
    assertThat(updated.err()).isEmpty();
  }

  @Test
  void aReplicaOfTheVersionBeforeIsNamedInAWarning() throws Exception {
    HttpServer older =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), replicas.adminPort(2)), 0);
    older.createContext(
        "/",
        exchange -> {
          byte[] text = "There is nothing at /peers/v1/names\n".getBytes(UTF_8);
          exchange.sendResponseHeaders(404, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    older.start();
    try {
      assertThat(update(BREAKING).err())
          .startsWith(
              "warning: names watched at other replicas were not checked: %s does not have the replicas' API (404): it is an older version"
                  .formatted(replicas.address(2)));
    } finally {
      older.stop(0);
    }
  }

  @Test
  void aDeleteTellsHowManyWatchOnTheReplicasThatRespond() throws Exception {
    replicas.watchName(two, "/svc/world");
    replicas.watch(two);

    assertThat(program().typing("no\n").run("dtab", "delete", "internal").err())
        .startsWith(
            "2 watchers of internal on 2 of 3 replicas get the empty table, by which no name leads"
                + " anywhere. Not counted: %s refused the connection.\n"
                    .formatted(replicas.address(2)));
    replicas.start(2, "");
    Result rehearsed = program().run("dtab", "delete", "internal", "--dry-run");
    assertThat(rehearsed.status()).isEqualTo(3);
    assertThat(rehearsed.out())
        .startsWith("2 watchers of internal on 3 replicas get the empty table");
  }

  @Test
  void aDeleteOfWhatNobodyWatchesSaysWhereNobodyDoes() throws Exception {
    replicas.start(2, "");
    assertThat(program().typing("internal\n").run("dtab", "delete", "internal").err())
        .startsWith("Nobody watches internal on 3 replicas now.\n");
  }

  @Test
  void aPreviewWithoutACheckIsOfThisReplica() throws Exception {
    replicas.watchName(two, "/svc/world");
    assertThat(program().reading(BREAKING).run("dtab", "preview", "internal", "-", "--json").out())
        .contains("\"watchers\":0")
        .doesNotContain("replicas");
  }
}
