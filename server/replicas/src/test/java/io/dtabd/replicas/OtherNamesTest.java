package io.dtabd.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.dtabd.config.HostPort;
import io.dtabd.config.PeersConfig;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.WatchedElsewhere.Found;
import io.dtabd.store.Namespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtherNamesTest {

  private static final Namespace NS = new Namespace("internal");

  private final Watchers watchers = new Watchers(InstantSource.system());
  private final List<HttpServer> neighbors = new ArrayList<>();

  @AfterEach
  void stop() {
    neighbors.forEach(server -> server.stop(0));
  }

  private static Question.Bind bind(String path, String local) {
    return new Question.Bind(NS, Path.read(path), Dtab.read(local));
  }

  private void watch(Question question) {
    watchers.open(Protocol.HTTP, InetSocketAddress.createUnresolved("proxy", 1), question);
  }

  private ObjectNode written() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    OtherNames.write(watchers, NS, json);
    return json;
  }

  /** Another replica that responds with {@code names} when {@code held} is over. */
  private void neighbor(String name, ObjectNode names, CountDownLatch held) throws Exception {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("api", 1).put("instance", name).put("name", name);
    json.setAll(names);
    byte[] body = json.toString().getBytes(UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        PeersApi.NAMES,
        exchange -> {
          assertThat(exchange.getRequestURI().getQuery()).isEqualTo("namespace=internal");
          try {
            held.await();
          } catch (InterruptedException e) {
            return;
          }
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    neighbors.add(server);
  }

  private void neighbor(String name, ObjectNode names) throws Exception {
    neighbor(name, names, new CountDownLatch(0));
  }

  private Found ask(Duration limit) throws Exception {
    List<HostPort> addresses =
        neighbors.stream()
            .map(server -> new HostPort("127.0.0.1", server.getAddress().getPort()))
            .toList();
    try (var peers =
        new Peers(
            new Identity("5e1f", "dtabd-0"),
            new PeersConfig(
                new PeersConfig.Where.Addresses(addresses), Optional.empty(), Optional.empty()),
            PeerLookup.Dns.SYSTEM)) {
      return new OtherNames(peers).of(NS, limit);
    }
  }

  @Test
  void namesOfAllReplicasAreAddedUp() throws Exception {
    watch(bind("/svc/a", ""));
    watch(bind("/svc/a", ""));
    watch(bind("/svc/b\\x20c", "/srv => /x ;"));
    watch(new Question.DtabOf(NS));
    neighbor("dtabd-1", written());
    neighbor("dtabd-2", written());

    Found found = ask(Peers.PATIENCE);

    assertThat(found.names())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(bind("/svc/a", ""), 4, bind("/svc/b\\x20c", "/srv => /x ;"), 2));
    assertThat(found.watchers()).isEqualTo(8);
    assertThat(found.unlisted()).isZero();
    assertThat(found.coverage()).isEqualTo(new Coverage(true, 3, List.of()));
  }

  @Test
  void aReplicaThatDoesNotRespondInTheTimeThereIsIsSilent() throws Exception {
    watch(bind("/svc/a", ""));
    neighbor("dtabd-1", written());
    var held = new CountDownLatch(1);
    neighbor("dtabd-2", written(), held);

    Found found = ask(Duration.ofMillis(1500));

    held.countDown();
    assertThat(found.names()).isEqualTo(Map.of(bind("/svc/a", ""), 1));
    assertThat(found.coverage().answered()).isEqualTo(2);
    assertThat(found.coverage().silent())
        .extracting(Coverage.Silent::reason)
        .containsExactly("did not respond within 1500 ms");
  }

  @Test
  void ofTooManyNamesTheMostWatchedAreListedAndTheOthersCounted() throws Exception {
    for (int i = 0; i <= OtherNames.MAX_NAMES; i++) {
      watch(bind("/svc/s" + i, ""));
    }
    watch(bind("/svc/s" + OtherNames.MAX_NAMES, ""));
    neighbor("dtabd-1", written());

    Found found = ask(Peers.PATIENCE);

    assertThat(found.names())
        .hasSize(OtherNames.MAX_NAMES)
        .containsEntry(bind("/svc/s" + OtherNames.MAX_NAMES, ""), 2);
    assertThat(found.unlisted()).isOne();
  }

  @Test
  void namesAreListedAsFarAsAReplicaReadsThem() {
    String local = "/srv => /" + "x".repeat(OtherNames.MAX_CHARS / 2) + " ;";
    watch(bind("/svc/a", local));
    watch(bind("/svc/b", local));
    ObjectNode json = written();
    assertThat(json.get("names")).hasSize(1);
    assertThat(json.get("count").asInt()).isEqualTo(2);
  }

  @Test
  void aNameThatMakesNoSenseIsCountedAsUnlisted() throws Exception {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("watchers", 1).put("count", 1);
    json.putArray("names").addArray().add("no path").add("").add(1);
    neighbor("dtabd-1", json);
    Found found = ask(Peers.PATIENCE);
    assertThat(found.names()).isEmpty();
    assertThat(found.unlisted()).isOne();
  }
}
