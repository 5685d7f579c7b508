package io.dtabd.bench.restart;

import java.io.IOException;
import java.util.function.Consumer;

/** One stream or poll of one proxy. */
@FunctionalInterface
interface Client {

  /**
   * Asks, and tells each state, as it is on the wire, until something breaks or the server ends it.
   */
  void follow(Consumer<String> told) throws IOException, InterruptedException;
}
