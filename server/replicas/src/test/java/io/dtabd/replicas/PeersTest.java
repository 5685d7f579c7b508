package io.dtabd.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dtabd.config.HostPort;
import io.dtabd.config.PeersConfig;
import io.dtabd.serving.Propagation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of the responses of other replicas, of every kind. */
class PeersTest {

  private static final Identity SELF = new Identity("5e1f", "dtabd-0");

  @TempDir private Path folder;

  private final List<HttpServer> servers = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    servers.forEach(server -> server.stop(0));
  }

  /** A server that responds the same to everything, and where it is. */
  private HostPort server(int status, String body) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return new HostPort("127.0.0.1", server.getAddress().getPort());
  }

  private static String replica(String instance, String name) {
    return "{\"api\":1,\"instance\":\"%s\",\"name\":\"%s\"}".formatted(instance, name);
  }

  private static PeersConfig config(HostPort... addresses) {
    return new PeersConfig(
        new PeersConfig.Where.Addresses(List.of(addresses)), Optional.empty(), Optional.empty());
  }

  private static List<PeerResponse> ask(HostPort... addresses) throws Exception {
    return ask(config(addresses), PeerLookup.Dns.SYSTEM);
  }

  private static List<PeerResponse> ask(PeersConfig config, PeerLookup.Dns dns) throws Exception {
    try (var peers = new Peers(SELF, config, dns)) {
      return peers.ask("/peers/v1/watchers");
    }
  }

  private static String reason(List<PeerResponse> responses) {
    assertThat(responses).hasSize(1);
    return responses.getFirst() instanceof PeerResponse.Silent(var _, var reason)
        ? reason
        : "none: it answered";
  }

  private static List<String> names(List<PeerResponse> responses) {
    return responses.stream().map(response -> response.replica().name()).toList();
  }

  @Test
  void itLeavesItselfOutAndCountsOneOfSeveralAddressesOnce() throws Exception {
    List<PeerResponse> responses =
        ask(
            server(200, replica("5e1f", "dtabd-0")),
            server(200, replica("a", "dtabd-1")),
            server(200, replica("a", "dtabd-1")),
            server(200, replica("b", "dtabd-2")));
    assertThat(names(responses)).containsExactly("dtabd-1", "dtabd-2");
    assertThat(responses).allMatch(PeerResponse.Answered.class::isInstance);
  }

  @Test
  void anOlderVersionHasNoSuchAddress() throws Exception {
    assertThat(reason(ask(server(404, "There is nothing at /peers/v1/watchers\n"))))
        .isEqualTo(
            "does not have the replicas' API (404): it is an older version, or its admin.security"
                + " does not let it respond");
  }

  @Test
  void anotherVersionOfTheApiIsNotUnderstood() throws Exception {
    assertThat(reason(ask(server(200, "{\"api\":2,\"instance\":\"a\",\"name\":\"x\"}"))))
        .isEqualTo("speaks version 2 of the replicas' API, this replica version 1");
  }

  @Test
  void whatIsNoReplicaIsNotTakenForOne() throws Exception {
    String reason = "sent what is not a response of dtabd";
    assertThat(reason(ask(server(200, "<html>hello</html>")))).isEqualTo(reason);
    assertThat(reason(ask(server(200, "{\"api\":1}")))).isEqualTo(reason);
    assertThat(reason(ask(server(200, "")))).isEqualTo(reason);
    assertThat(reason(ask(server(503, "too busy\nsee the log"))))
        .isEqualTo("responded with status 503: too busy");
  }

  @Test
  void aResponseWithoutEndIsCutOff() throws Exception {
    assertThat(reason(ask(server(200, "[" + " ".repeat(4 * 1024 * 1024) + "]"))))
        .isEqualTo("sent more than 4194304 bytes");
  }

  /** The kernel takes the connection and the request; nobody ever responds. */
  @Test
  void aFrozenReplicaIsSilentAfterTwoSeconds() throws Exception {
    try (var frozen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var address = new HostPort("127.0.0.1", frozen.getLocalPort());
      List<PeerResponse> responses = ask(address, server(200, replica("a", "dtabd-1")));
      assertThat(responses.get(0))
          .isEqualTo(
              new PeerResponse.Silent(
                  new Replica(address.toString(), Optional.of(address.toString())),
                  "did not respond within 2 s"));
      assertThat(responses.get(1)).isInstanceOf(PeerResponse.Answered.class);
    }
  }

  @Test
  void aReplicaThatBeginsAndNeverEndsItsResponseIsSilent() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    servers.add(server);
    assertThat(reason(ask(new HostPort("127.0.0.1", server.getAddress().getPort()))))
        .isEqualTo("did not respond within 2 s");
  }

  @Test
  void aReplicaThatFallsSilentKeepsItsName() throws Exception {
    HostPort address = server(200, replica("a", "dtabd-1"));
    try (var peers = new Peers(SELF, config(address), PeerLookup.Dns.SYSTEM)) {
      peers.ask("/peers/v1/watchers");
      servers.getFirst().stop(0);
      assertThat(peers.ask("/peers/v1/watchers"))
          .containsExactly(
              new PeerResponse.Silent(
                  new Replica("dtabd-1", Optional.of(address.toString())),
                  "refused the connection"));
    }
  }

  @Test
  void everyAddressOfANameIsAskedAndItIsLookedUpAnew() throws Exception {
    HostPort one = server(200, replica("a", "dtabd-1"));
    var dns = new PeersConfig.Where.Dns("dtabd-headless", one.port());
    var config = new PeersConfig(dns, Optional.empty(), Optional.empty());
    var found = new ArrayList<InetAddress>();
    try (var peers = new Peers(SELF, config, _ -> List.copyOf(found))) {
      assertThat(peers.ask("/peers/v1/watchers")).isEmpty();
      found.add(InetAddress.ofLiteral("127.0.0.1"));
      assertThat(names(peers.ask("/peers/v1/watchers"))).containsExactly("dtabd-1");
    }
  }

  @Test
  void aNameThatDoesNotResolveIsSilentByThatName() throws Exception {
    var config =
        new PeersConfig(
            new PeersConfig.Where.Dns("dtabd-headless", 9991), Optional.empty(), Optional.empty());
    List<PeerResponse> failed =
        ask(
            config,
            host -> {
              throw new java.net.UnknownHostException(host);
            });
    assertThat(names(failed)).containsExactly("dtabd-headless");
    assertThat(reason(failed)).isEqualTo("does not resolve");
    assertThat(reason(ask(config, this::hanging))).isEqualTo("was not found in DNS in time");
  }

  /** Name servers that do not respond until the test ends. */
  private List<InetAddress> hanging(String host) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  @Test
  void aLookupThatHangsLeavesTheOthersTheTimeToRespond() throws Exception {
    List<PeerResponse> responses =
        ask(
            config(new HostPort("b.slow.zone", 9991), server(200, replica("a", "dtabd-1"))),
            this::hanging);
    assertThat(responses)
        .filteredOn(PeerResponse.Answered.class::isInstance)
        .extracting(response -> response.replica().name())
        .containsExactly("dtabd-1");
    assertThat(responses)
        .contains(
            new PeerResponse.Silent(
                new Replica("b.slow.zone:9991", Optional.of("b.slow.zone:9991")),
                "was not found in DNS in time"));
  }

  @Test
  void moreAddressesThanAreAskedAreToldOf() throws Exception {
    var all = new ArrayList<InetAddress>();
    for (int i = 1; i <= PeersConfig.MAX_PEERS + 1; i++) {
      all.add(InetAddress.ofLiteral("127.0.1." + i));
    }
    var dns = new PeersConfig.Where.Dns("many", 1);
    var config = new PeersConfig(dns, Optional.empty(), Optional.empty());
    List<PeerResponse> responses = ask(config, _ -> all);
    assertThat(responses).hasSize(PeersConfig.MAX_PEERS + 1);
    assertThat(responses.getLast())
        .isEqualTo(
            new PeerResponse.Silent(
                new Replica("many", Optional.of("many")),
                "has 65 addresses, of which only 64 are asked"));
  }

  @Test
  void aHostOfAddressesThatHasSeveralIsToldOf() throws Exception {
    HostPort one = server(200, replica("a", "dtabd-1"));
    var several = new HostPort("dtabd-headless", one.port());
    List<InetAddress> all =
        List.of(
            InetAddress.ofLiteral("127.0.0.1"),
            InetAddress.ofLiteral("::1"),
            InetAddress.ofLiteral("127.0.0.2"));
    List<PeerResponse> responses = ask(config(several), _ -> all);
    assertThat(names(responses)).containsExactly("dtabd-1", several.toString());
    assertThat(responses.getLast())
        .isEqualTo(
            new PeerResponse.Silent(
                new Replica(several.toString(), Optional.of(several.toString())),
                "has 2 addresses, of which only one is asked; give the name as 'dns' to ask all"));
    assertThat(names(ask(config(several), _ -> all.subList(0, 2))))
        .as("one address of each family is one replica")
        .containsExactly("dtabd-1");
  }

  @Test
  void withoutAUsableSecretNobodyIsAsked() throws Exception {
    Path secret = folder.resolve("secret");
    var where = new PeersConfig.Where.Addresses(List.of(server(200, replica("a", "dtabd-1"))));
    var config = new PeersConfig(where, Optional.of(secret), Optional.empty());
    assertThat(reason(ask(config, PeerLookup.Dns.SYSTEM)))
        .isEqualTo("was not asked: there is no secret file " + secret);
    Files.writeString(secret, "short\n");
    assertThat(reason(ask(config, PeerLookup.Dns.SYSTEM)))
        .isEqualTo(
            "was not asked: the secret in %s has 5 bytes; 16 to 4096 are needed".formatted(secret));
    Files.writeString(secret, "long enough to be a secret\n");
    assertThat(names(ask(config, PeerLookup.Dns.SYSTEM))).containsExactly("dtabd-1");
  }

  @Test
  void aHoldIsWellBelowTheTimeAfterWhichAReplicaIsSilent() {
    assertThat(Arrivals.HOLD.multipliedBy(3)).isLessThan(Peers.PATIENCE);
    assertThat(Arrivals.HOLD.plus(Propagation.ROUND_TRIP))
        .as("what is left after a lookup that hangs")
        .isLessThan(Peers.PATIENCE.dividedBy(Peers.LOOKUP_PART));
    assertThat(Peers.PATIENCE).isEqualTo(Duration.ofSeconds(2));
  }
}
