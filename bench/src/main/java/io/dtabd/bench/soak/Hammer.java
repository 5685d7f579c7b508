package io.dtabd.bench.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps one neighbour busy: callers who ask for another name each time, someone who rewrites the
 * table, and watchers who have to be told.
 */
final class Hammer {

  private static final int WATCHERS = 20;

  /** Between two writes; a large table takes longer than that to write. */
  private static final Duration REWRITE_PAUSE = Duration.ofMillis(50);

  private final InetSocketAddress server;
  private final Neighbour neighbour;
  private final Latencies answers;
  private final Tally tally;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong names = new AtomicLong(System.nanoTime());
  private final List<Thread> threads = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();

  private Hammer(InetSocketAddress server, Neighbour neighbour, Latencies answers, Tally tally) {
    this.server = server;
    this.neighbour = neighbour;
    this.answers = answers;
    this.tally = tally;
  }

  /**
   * @param callers how many ask at the same time
   * @param pause of each, between an answer and the next request
   * @param answers gets how long each answer took
   */
  static Hammer start(
      InetSocketAddress server,
      Neighbour neighbour,
      int callers,
      Duration pause,
      Latencies answers,
      Tally tally)
      throws IOException {
    var hammer = new Hammer(server, neighbour, answers, tally);
    hammer.begin(callers, pause);
    return hammer;
  }

  private void begin(int callers, Duration pause) throws IOException {
    try (HttpConnection connection = HttpConnection.open(server)) {
      write(connection, 0);
    }
    for (int i = 0; i < callers; i++) {
      threads.add(Thread.ofVirtual().start(() -> repeat(this::ask, pause)));
    }
    threads.add(Thread.ofVirtual().start(() -> repeat(this::write, REWRITE_PAUSE)));
    for (int i = 0; i < WATCHERS; i++) {
      var ask = new Ask(Ask.Kind.BIND, neighbour.target(i));
      watchers.add(Watcher.start(server, ask, Pace.EAGER, tally));
    }
  }

  @FunctionalInterface
  private interface Step {
    void run(HttpConnection connection, int number) throws IOException;
  }

  private void ask(HttpConnection connection, int number) throws IOException {
    long before = System.nanoTime();
    int status = connection.get(neighbour.target(names.incrementAndGet())).status();
    answers.add(System.nanoTime() - before);
    if (status != 200 && status != 500) { // which says that the table loops or multiplies names
      tally.problem("%s was answered with %d".formatted(neighbour, status));
    }
  }

  private void write(HttpConnection connection, int number) throws IOException {
    var answer =
        connection.call(
            "PUT", "/api/1/dtabs/" + neighbour.namespace(), null, neighbour.table(number));
    if (answer.status() != 204) {
      tally.problem("writing %s was answered with %s".formatted(neighbour, answer));
    }
  }

  private void repeat(Step step, Duration pause) {
    try (HttpConnection connection = HttpConnection.open(server)) {
      int number = 1;
      do {
        step.run(connection, number++);
      } while (!stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (IOException e) {
      tally.problem("a caller of %s was broken off: %s".formatted(neighbour, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when all have gone. */
  void stop() throws InterruptedException {
    stopped.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    for (Watcher watcher : watchers) {
      watcher.close();
    }
  }
}
