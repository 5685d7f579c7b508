package io.dtabd.server;

import io.dtabd.admin.Vitals;
import io.dtabd.net.EventLoops;
import io.dtabd.net.ListeningPort;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * @param listeners all of them; may grow
 */
record ServerVitals(List<ListeningPort> listeners, EventLoops loops) implements Vitals {

  @Override
  public int connections() {
    return listeners.stream().mapToInt(ListeningPort::connections).sum();
  }

  @Override
  public Duration slowestLoop(Duration limit) throws InterruptedException {
    return Collections.max(loops.delays(limit));
  }
}
