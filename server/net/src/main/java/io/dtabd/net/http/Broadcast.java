package io.dtabd.net.http;

import io.dtabd.serving.Audience;
import io.dtabd.serving.Message;
import java.util.Iterator;

/**
 * Hands a message to the streams of one event loop that follow one feed: at the cost of one framed
 * buffer that all sockets share, and a write for each stream.
 */
final class Broadcast implements Audience.Server<StreamConnection> {

  /** Some milliseconds of writing, so that other connections of the loop wait no longer. */
  static final int SLICE = 256;

  private final HttpMetrics metrics;

  Broadcast(HttpMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void serve(Message message, Iterator<StreamConnection> members) {
    try (var framed = new Framed(message)) {
      String route = "";
      int taken = 0;
      while (members.hasNext()) {
        StreamConnection member = members.next();
        if (member.offer(framed)) {
          if (!member.route().equals(route)) { // nearly always all are of one
            count(route, taken, message);
            route = member.route();
            taken = 0;
          }
          taken++;
        }
      }
      count(route, taken, message);
    }
  }

  @Override
  public void end(String reason, Iterator<StreamConnection> members) {
    members.forEachRemaining(member -> member.end(HttpMetrics.StreamEnd.FEED_FAILED));
  }

  private void count(String route, int taken, Message message) {
    if (taken > 0) {
      metrics.streamed(route, taken, (long) taken * message.length());
    }
  }
}
