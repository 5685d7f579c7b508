package io.dtabd.bench.replicas;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Reads the number and writes the next one by compare-and-swap, through any of the replicas. */
final class Client implements Runnable {

  static final String TARGET = "/api/1/dtabs/" + Count.NAMESPACE;

  private static final String DTAB = "application/dtab";

  /** Longer than a server takes to give up. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  /** Whoever is refused at once must not come back a thousand times a second. */
  private static final Duration BREATH = Duration.ofMillis(20);

  /** What an answer has that is the last known state, as the store does not answer. */
  private static final String STALE = "dtabd-stale-since";

  /** How a failed write says that it was certainly not done. */
  private static final String NOT_DONE = "nothing was changed";

  private final String name;
  private final List<Dtabd> replicas;
  private final Ledger ledger;
  private final SplittableRandom random;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile boolean stopping;
  private int attempts;

  Client(String name, List<Dtabd> replicas, Ledger ledger, SplittableRandom random) {
    this.name = name;
    this.replicas = replicas;
    this.ledger = ledger;
    this.random = random;
  }

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    try (http) {
      while (!stopping) {
        // Often not the one that was read from.
        increment(any(), any());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ledger.fault(name + " ended: " + e);
    }
  }

  private Dtabd any() {
    return replicas.get(random.nextInt(replicas.size()));
  }

  private void increment(Dtabd reader, Dtabd writer) throws InterruptedException {
    long least = ledger.floor();
    HttpResponse<String> read;
    try {
      read =
          http.send(
              HttpRequest.newBuilder(reader.uri(TARGET))
                  .header("Accept", DTAB)
                  .timeout(ANSWER)
                  .build(),
              BodyHandlers.ofString());
    } catch (IOException e) {
      ledger.failedReads.increment();
      Thread.sleep(BREATH);
      return;
    }
    if (read.statusCode() != 200) {
      ledger.failedReads.increment();
      checkRefusal(read);
      Thread.sleep(BREATH);
      return;
    }
    String tag = read.headers().firstValue("ETag").orElseThrow();
    Count found = Count.read(read.body());
    if (read.headers().firstValue(STALE).isPresent()) {
      ledger.staleRead(tag, found);
    } else {
      ledger.read(least, tag, found);
    }
    write(writer, tag, new Count(found.number() + 1, name + "-" + attempts++));
  }

  private void write(Dtabd writer, String tag, Count next) throws InterruptedException {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(writer.uri(TARGET))
                  .PUT(BodyPublishers.ofString(next.dtab()))
                  .header("Content-Type", DTAB)
                  .header("If-Match", tag)
                  .timeout(ANSWER)
                  .build(),
              BodyHandlers.ofString());
      switch (answer.statusCode()) {
        case 204 -> ledger.acknowledged(next, answer.headers().firstValue("ETag").orElseThrow());
        case 412 -> {
          ledger.refused.add(next.attempt());
          ledger.overtaken.increment();
        }
        default -> {
          checkRefusal(answer);
          boolean certain = answer.statusCode() == 403 || answer.body().contains(NOT_DONE);
          (certain ? ledger.refused : ledger.unknown).add(next.attempt());
          Thread.sleep(BREATH);
        }
      }
    } catch (ConnectException e) {
      ledger.refused.add(next.attempt());
      Thread.sleep(BREATH);
    } catch (IOException e) {
      ledger.unknown.add(next.attempt());
      Thread.sleep(BREATH);
    }
  }

  /** An API server that has just begun forbids everything until it has read who may do what. */
  private void checkRefusal(HttpResponse<String> answer) {
    if (answer.statusCode() != 503 && answer.statusCode() != 403) {
      ledger.fault(
          "%s %s: %d %s"
              .formatted(
                  answer.request().method(),
                  answer.uri(),
                  answer.statusCode(),
                  answer.body().strip()));
    }
  }
}
