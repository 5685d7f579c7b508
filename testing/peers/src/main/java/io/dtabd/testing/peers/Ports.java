package io.dtabd.testing.peers;

import java.io.IOException;

/** Ports for servers that cannot choose one themselves, or must come back on the same. */
public final class Ports {

  private static final PortPool MACHINE = PortPool.ofMachine();

  private Ports() {}

  /**
   * A port that nobody listens on, and that no test of this user on this machine gets as long as
   * this JVM lives.
   */
  public static int free() throws IOException {
    return MACHINE.take();
  }
}
