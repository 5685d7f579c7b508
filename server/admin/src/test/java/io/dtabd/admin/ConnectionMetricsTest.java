package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.net.ConnectionMetrics;
import io.dtabd.net.ListeningPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionMetricsTest {

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void listenersOfOneNameBothCount() {
    var first = new Port(4180, 3);
    var second = new Port(4181, 4);
    ConnectionMetrics.register(metrics.registry(), first);
    ConnectionMetrics.register(metrics.registry(), second);

    assertThat(metrics.prometheusText())
        .contains("dtabd_connections{address=\"127.0.0.1:4180\",listener=\"http\"} 3.0")
        .contains("dtabd_connections{address=\"127.0.0.1:4181\",listener=\"http\"} 4.0");
    assertThat(metrics.numbers()).containsEntry("dtabd/connections/http", 7.0);
  }

  private record Port(int port, int connections) implements ListeningPort {

    @Override
    public String name() {
      return "http";
    }

    @Override
    public InetSocketAddress address() {
      return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    @Override
    public long accepted() {
      return 0;
    }

    @Override
    public long refused() {
      return 0;
    }

    @Override
    public void drain() {}

    @Override
    public void close(Duration grace) {}
  }
}
