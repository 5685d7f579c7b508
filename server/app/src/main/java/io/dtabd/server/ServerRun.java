package io.dtabd.server;

import io.dtabd.config.Config;

/** Runs a server in this process. */
@FunctionalInterface
public interface ServerRun {

  /**
   * Starts it, and returns when it has stopped in good order.
   *
   * @throws Exception if it does not start; the message tells the operator why, and what to do
   */
  void run(Config config) throws Exception;
}
