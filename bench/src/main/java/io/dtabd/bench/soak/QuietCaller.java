package io.dtabd.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Someone with an ordinary table who asks and shifts at a steady pace, and takes the time. Names
 * are new each time, so that each answer is computed.
 */
final class QuietCaller {

  private static final String TABLE = "/api/1/dtabs/quiet";
  private static final String BIND = "/api/1/bind/quiet?path=/svc/";

  private static final Duration ASK_EVERY = Duration.ofMillis(10);
  private static final int ASKS_PER_SHIFT = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int FIRST_PORT = 10_000;

  private record Arrival(String line, long nanos) {}

  private final InetSocketAddress server;
  private int shifts;
  private long names;

  QuietCaller(InetSocketAddress server) {
    this.server = server;
  }

  /**
   * Goes on for {@code time}.
   *
   * @param binds gets how long each answer took
   * @param updates gets how long each shift took, from before it was sent to when a stream had it
   */
  void measure(Duration time, Latencies binds, Latencies updates)
      throws IOException, InterruptedException {
    var arrivals = new LinkedBlockingQueue<Arrival>();
    try (HttpConnection asking = HttpConnection.open(server);
        HttpConnection writing = HttpConnection.open(server);
        HttpConnection watching = HttpConnection.open(server)) {
      write(writing);
      watching.stream(BIND + "world&watch=true");
      Thread reader = Thread.ofVirtual().start(() -> read(watching, arrivals));
      long end = System.nanoTime() + time.toNanos();
      long next = System.nanoTime();
      for (int i = 1; next - end < 0; i++) {
        next += ASK_EVERY.toNanos();
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        if (i % ASKS_PER_SHIFT == 0) {
          updates.add(shift(writing, arrivals));
        } else {
          long before = System.nanoTime();
          asking.get(BIND + "p" + names++);
          binds.add(System.nanoTime() - before);
        }
      }
      reader.interrupt(); // closes the socket that it reads from
      reader.join();
    }
  }

  private long shift(HttpConnection writing, BlockingQueue<Arrival> arrivals)
      throws IOException, InterruptedException {
    long before = System.nanoTime();
    String there = write(writing);
    @Nullable Arrival arrival;
    do {
      arrival = arrivals.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (arrival == null) {
        throw new IOException("no state after a shift");
      }
    } while (!arrival.line().contains(there));
    return arrival.nanos() - before;
  }

  /** Says where the names lead from now on. */
  private String write(HttpConnection writing) throws IOException {
    String there = "/$/inet/127.0.0.1/%d".formatted(FIRST_PORT + shifts++);
    var answer = writing.call("PUT", TABLE, null, "/svc => /srv ; /srv => " + there + " ;");
    if (answer.status() != 204) {
      throw new IOException("a shift was answered with " + answer);
    }
    return there;
  }

  private static void read(HttpConnection watching, BlockingQueue<Arrival> arrivals) {
    try {
      for (String line = watching.nextLine(); line != null; line = watching.nextLine()) {
        arrivals.add(new Arrival(line, System.nanoTime()));
      }
    } catch (IOException e) {
      // Closed; a stream that broke is missed by who awaits its next state.
    }
  }
}
