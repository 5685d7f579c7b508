package io.dtabd.bench.soak;

import io.dtabd.bench.soak.Tally.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one stream, as a proxy does: it keeps the last state, and opens the stream again when it
 * ends or is refused. One that does not read gives up when it is cut off.
 */
final class Watcher {

  private static final Duration REOPEN_PAUSE = Duration.ofMillis(500);

  /** Where a watcher stands. */
  sealed interface Standing {

    /** The stream is opening, or will be again soon. */
    record Between() implements Standing {}

    /**
     * The stream is open.
     *
     * @param last what it said last; null if nothing yet
     */
    record Streaming(@Nullable String last) implements Standing {}

    /** The server would not give the stream. */
    record Refused(int status) implements Standing {}

    /** It is over. */
    record Gone() implements Standing {}
  }

  private final InetSocketAddress server;
  private final Ask ask;
  private final Pace pace;
  private final Tally tally;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Standing standing = new Standing.Between();

  private Watcher(InetSocketAddress server, Ask ask, Pace pace, Tally tally) {
    this.server = server;
    this.ask = ask;
    this.pace = pace;
    this.tally = tally;
    this.thread = Thread.ofVirtual().name("watcher of " + ask.target()).unstarted(this::run);
  }

  static Watcher start(InetSocketAddress server, Ask ask, Pace pace, Tally tally) {
    var watcher = new Watcher(server, ask, pace, tally);
    watcher.thread.start();
    return watcher;
  }

  Ask ask() {
    return ask;
  }

  Standing standing() {
    return standing;
  }

  /** Hangs up. */
  void close() throws InterruptedException {
    closed.countDown();
    thread.interrupt(); // closes the socket that it reads from
    thread.join();
  }

  private void run() {
    try {
      do {
        follow();
      } while (!(standing instanceof Standing.Gone)
          && !closed.await(REOPEN_PAUSE.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      // Closed.
    }
    standing = new Standing.Gone();
  }

  private void follow() {
    try (HttpConnection connection = HttpConnection.open(server, pace)) {
      int status = connection.stream(ask.watching());
      if (status != 200) {
        tally.count(Event.STREAMS_REFUSED);
        if (status != 500) { // which says that the question has no answer, as in a loop
          tally.problem("a stream was answered with %d: %s".formatted(status, ask.target()));
        }
        standing = new Standing.Refused(status);
        return;
      }
      tally.count(Event.STREAMS_OPENED);
      standing = new Standing.Streaming(null);
      for (String line = connection.nextLine(); line != null; line = connection.nextLine()) {
        tally.count(Event.STATES_RECEIVED);
        standing = new Standing.Streaming(line);
      }
      tally.count(Event.STREAMS_ENDED_BY_SERVER);
      standing = new Standing.Between();
    } catch (IOException e) {
      if (closed.getCount() == 0) {
        return;
      }
      if (pace.kind() == Pace.Kind.STALLED) {
        tally.count(Event.STALLED_CUT_OFF);
        standing = new Standing.Gone();
      } else {
        tally.problem("a stream broke: %s: %s".formatted(ask.target(), e));
        standing = new Standing.Between();
      }
    }
  }
}
