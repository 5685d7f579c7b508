package io.dtabd.bench.start;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Something that can be started.
 *
 * @param name for the results
 * @param command that starts it
 */
record Program(String name, Command command) {

  /** How it is started. */
  @FunctionalInterface
  interface Command {

    /**
     * The words of the command line.
     *
     * @param port where it is to listen for HTTP
     * @param folder for what it writes
     */
    List<String> at(int port, Path folder) throws IOException;
  }
}
