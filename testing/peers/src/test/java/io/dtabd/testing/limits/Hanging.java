package io.dtabd.testing.limits;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Tests that never end, for {@link TestLimitsTest} alone. */
@EnabledIfSystemProperty(named = Hanging.ENABLED, matches = "true")
class Hanging {

  static final String ENABLED = "io.dtabd.testing.limits.hanging";

  @Test
  void waits() throws Exception {
    Thread.ofVirtual().name("a virtual thread").start(Hanging::waitForever);
    new CountDownLatch(1).await();
  }

  private static void waitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What an interrupt does not end. */
  @Test
  void readsFromASilentServer() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      socket.getInputStream().read();
    }
  }
}
