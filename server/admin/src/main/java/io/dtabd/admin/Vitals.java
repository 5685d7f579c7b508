package io.dtabd.admin;

import java.time.Duration;

/** How the process does. */
public interface Vitals {

  /** Open on all listeners. */
  int connections();

  /**
   * How long a task waits in the event loop that is slowest just now.
   *
   * @param limit what is given if it does not come to it in that time
   */
  Duration slowestLoop(Duration limit) throws InterruptedException;
}
