package io.dtabd.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.serving.Accept;
import io.dtabd.serving.Arrival;
import io.dtabd.serving.Propagation.Progress;
import io.dtabd.serving.TableVersion;
import io.dtabd.store.Namespace;
import io.dtabd.testing.peers.FaultyProxy;
import io.dtabd.testing.peers.FrozenProcess;
import io.dtabd.testing.peers.Peers;
import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is known of a stream's client, which says nothing itself: what the next kernel has. */
@EnabledOnOs(OS.LINUX)
class DeliveredStreamTest {

  private static final Namespace NS = new Namespace("internal");
  private static final Duration LONG = Duration.ofMinutes(2);

  private final ApiServer server = ApiServer.start();

  @BeforeEach
  void begin() throws Exception {
    server.store().put(NS, Dtab.read("/svc => /$/inet/127.0.0.1/1"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aChangeIsDeliveredToAClientThatReads() throws Exception {
    Process curl = curl(server.address());
    try (BufferedReader out = curl.inputReader(UTF_8)) {
      assertThat(out.readLine()).contains("127.0.0.1");
      server.store().put(NS, Dtab.read("/svc => /$/inet/127.0.0.1/2"));

      assertThat(progress().states()).containsExactly(entry(Arrival.DELIVERED, 1));
      assertThat(out.readLine()).contains("127.0.0.1");
    } finally {
      curl.destroyForcibly();
    }
  }

  /** Which is why it is not called acknowledged. */
  @Test
  void theKernelOfAFrozenClientTakesAChangeToo() throws Exception {
    Process curl = curl(server.address());
    try (BufferedReader out = curl.inputReader(UTF_8)) {
      assertThat(out.readLine()).contains("127.0.0.1");
      try (FrozenProcess _ = FrozenProcess.of(curl.toHandle())) {
        server.store().put(NS, Dtab.read("/svc => /$/inet/127.0.0.1/2"));

        assertThat(progress().states()).containsExactly(entry(Arrival.DELIVERED, 1));
        assertThat(progress().acknowledged()).isZero();
      }
    } finally {
      curl.destroyForcibly();
    }
  }

  /** It is the proxy's host that has the change, whatever comes of it then. */
  @Test
  void behindAProxyItIsTheProxysKernelThatIsMeant() throws Exception {
    try (var proxy = FaultyProxy.to(server.address().getPort())) {
      Process curl = curl(proxy.address());
      try (BufferedReader out = curl.inputReader(UTF_8)) {
        assertThat(out.readLine()).contains("127.0.0.1");
        proxy.lose();
        server.store().put(NS, Dtab.read("/svc => /$/inet/127.0.0.1/2"));

        assertThat(progress().states()).containsExactly(entry(Arrival.DELIVERED, 1));
      } finally {
        curl.destroyForcibly();
      }
    }
  }

  private Progress progress() throws InterruptedException {
    var newest = (State.Ok<TableVersion>) server.world().propagation().newest(NS);
    Progress progress =
        server.world().propagation().await(NS, newest.value(), Accept.DELIVERED, LONG);
    assertThat(progress.arrived(Accept.DELIVERED)).isTrue();
    return progress;
  }

  private static Process curl(InetSocketAddress server) throws Exception {
    return new ProcessBuilder(
            Peers.require("curl", "apt-get install curl").toString(),
            "-sN",
            "http://%s:%d/api/1/bind/internal?path=/svc&watch=1"
                .formatted(server.getAddress().getHostAddress(), server.getPort()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
