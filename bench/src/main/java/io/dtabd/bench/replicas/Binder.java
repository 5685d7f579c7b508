package io.dtabd.bench.replicas;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks one replica for a binding again and again. As long as the replica itself is left alone it
 * has to answer, whatever happens to the store.
 */
final class Binder implements Runnable {

  private static final String TARGET = "/api/1/bind/" + Count.NAMESPACE + "?path=/count";
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** Far more than it takes, as all this may keep the machine busy. */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final Dtabd replica;
  private final Ledger ledger;
  private final HttpClient http = HttpClient.newHttpClient();
  private final LongAdder answered = new LongAdder();
  private final AtomicLong slowestNanos = new AtomicLong();

  Binder(Dtabd replica, Ledger ledger) {
    this.replica = replica;
    this.ledger = ledger;
  }

  /** Ends when it is interrupted. */
  @Override
  public void run() {
    int known = -1; // the disturbance since which it has answered
    try (http) {
      while (!Thread.interrupted()) {
        int disturbed = replica.disturbed();
        long start = System.nanoTime();
        String problem = ask();
        long nanos = System.nanoTime() - start;
        if (disturbed == replica.disturbed()) {
          if (problem.isEmpty()) {
            known = disturbed;
            answered.increment();
            slowestNanos.accumulateAndGet(nanos, Math::max);
          } else if (known == disturbed) {
            ledger.fault("a bind that had been answered was not any more: " + problem);
          }
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was wrong; empty if nothing was. */
  private String ask() throws InterruptedException {
    try {
      var request = HttpRequest.newBuilder(replica.uri(TARGET)).timeout(ANSWER).build();
      var answer = http.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 ? "" : answer.statusCode() + " " + answer.body().strip();
    } catch (IOException e) {
      return e.toString();
    }
  }

  long answered() {
    return answered.sum();
  }

  Duration slowest() {
    return Duration.ofNanos(slowestNanos.get());
  }
}
