package io.dtabd.testing.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that cannot choose one themselves, or must come back on the same. */
public final class Ports {

  /**
   * Below where the system takes ports for outgoing connections from: one of those could have the
   * port while its server is down.
   */
  private static final int FIRST = 15_000;

  private static final int LAST = 31_999;

  private static final int ATTEMPTS = 100;

  private Ports() {}

  /** A port that nobody listens on, on the loopback. */
  public static int free() throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken: try another.
      }
    }
    throw new IOException("no free port between " + FIRST + " and " + LAST);
  }
}
