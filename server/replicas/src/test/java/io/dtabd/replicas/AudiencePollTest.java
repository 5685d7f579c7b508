package io.dtabd.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dtabd.config.HostPort;
import io.dtabd.config.PeersConfig;
import io.dtabd.serving.Coverage.Silent;
import io.dtabd.serving.Propagation.Audience;
import io.dtabd.store.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AudiencePollTest {

  private static final Namespace A = new Namespace("a");
  private static final Namespace B = new Namespace("b");

  private final Neighbor one = new Neighbor("dtabd-1", "{\"a\":[3,2,1],\"b\":[1,1,0]}");
  private final Neighbor two = new Neighbor("dtabd-2", "{\"a\":[4,4,0],\"not a name\":[9,9,9]}");
  private final AtomicLong time = new AtomicLong();

  private Peers peers;
  private AudiencePoll audiences;

  /** Another replica, as far as it is asked here. */
  private static final class Neighbor {

    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    Neighbor(String name, String audiences) {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      byte[] body =
          "{\"api\":1,\"instance\":\"%s\",\"name\":\"%s\",\"audiences\":%s}"
              .formatted(name, name, audiences)
              .getBytes(UTF_8);
      server.createContext(
          PeersApi.AUDIENCES,
          exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    HostPort address() {
      return new HostPort("127.0.0.1", server.getAddress().getPort());
    }
  }

  @BeforeEach
  void open() throws Exception {
    var where = new PeersConfig.Where.Addresses(List.of(one.address(), two.address()));
    peers =
        new Peers(
            new Identity("5e1f", "dtabd-0"),
            new PeersConfig(where, Optional.empty(), Optional.empty()),
            PeerLookup.Dns.SYSTEM);
    audiences = new AudiencePoll(Optional.of(peers), time::get);
  }

  @AfterEach
  void stop() {
    peers.close();
    one.server.stop(0);
    two.server.stop(0);
  }

  @Test
  void countsOfTheOthersAreSummedUp() throws Exception {
    OtherAudiences counted = audiences.await();
    assertThat(counted.sums())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(A, new Audience(7, 6, 1), B, new Audience(1, 1, 0)));
    assertThat(counted.coverage().answered()).isEqualTo(3);
    assertThat(counted.coverage().silent()).isEmpty();
    assertThat(counted.coverage().scope()).isEqualTo("all replicas");
  }

  @Test
  void replicaThatFallsSilentLosesItsCounts() throws Exception {
    audiences.await();
    two.server.stop(0);
    time.addAndGet(AudiencePoll.FRESH.toNanos() + 1);
    OtherAudiences counted = audiences.await();
    assertThat(counted.sums().get(A)).isEqualTo(new Audience(3, 2, 1));
    assertThat(counted.coverage().answered()).isEqualTo(2);
    assertThat(counted.coverage().silent()).extracting(Silent::name).containsExactly("dtabd-2");
  }

  @Test
  void othersAreAskedAgainOnlyWhenTheirCountsAreOld() throws Exception {
    audiences.await();
    time.addAndGet(AudiencePoll.FRESH.toNanos());
    assertThat(audiences.now()).isEqualTo(audiences.await());
    assertThat(one.requests).hasValue(1);
    time.incrementAndGet();
    assertThat(audiences.now().sums()).as("of before, for it does not wait").isNotEmpty();
    audiences.await(); // the round that the look before began
    assertThat(one.requests).hasValue(2);
  }

  @Test
  void countsOfLongAgoAreNotShown() throws Exception {
    audiences.await();
    time.addAndGet(AudiencePoll.KEPT.toNanos() + 1);
    OtherAudiences meanwhile = audiences.now();
    assertThat(meanwhile.sums()).isEmpty();
    assertThat(meanwhile.coverage().silent())
        .containsExactly(new Silent("the other replicas", "have not responded yet"));
    assertThat(audiences.await().sums()).isNotEmpty();
  }

  @Test
  void withoutOthersThereIsNothingToWaitFor() throws Exception {
    var alone = new AudiencePoll(Optional.empty(), time::get);
    assertThat(alone.await()).isEqualTo(alone.now()).isEqualTo(OtherAudiences.NONE);
    assertThat(alone.now().coverage().scope()).isEqualTo("this replica only");
  }
}
