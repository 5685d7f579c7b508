package io.dtabd.testing.peers;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Draws ports in a JVM of its own, prints them, and keeps them until its input ends. It does not
 * listen on them to see whether they are free: other test runs may have them.
 */
final class PortDrawer {

  private PortDrawer() {}

  /**
   * @param arguments first and last port of the range, the lock file, how many ports to draw
   */
  static void main(String[] arguments) throws IOException {
    var range = new PortPool.Range(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    var pool = new PortPool(range, Path.of(arguments[2]), _ -> true);
    for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
      System.out.println(pool.take());
    }
    System.out.println("all");
    System.in.read();
  }
}
