package io.dtabd.bench.attack;

import java.io.IOException;
import java.util.function.Consumer;

/** A stream or a chain of long polls of a client that reads everything at once. */
@FunctionalInterface
interface Watch {

  /**
   * Watches, and passes on each state as it is on the wire, until something breaks or the server
   * ends it.
   */
  void follow(Consumer<String> state) throws IOException, InterruptedException;
}
