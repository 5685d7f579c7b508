package io.dtabd.server;

import java.nio.file.Path;

/** The real programs that tests drive. */
public final class Peers {

  private Peers() {}

  /**
   * @param install how a person gets it
   * @return the program, as found on {@code PATH}
   */
  public static Path require(String name, String install) {
    return io.dtabd.testing.peers.Peers.require(name, install);
  }
}
