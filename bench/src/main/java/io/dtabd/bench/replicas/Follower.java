package io.dtabd.bench.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps one stream of the namespace open at one replica, and notes every state that it brings. */
final class Follower implements Runnable {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Dtabd replica;
  private final Ledger ledger;
  private final HttpClient http = HttpClient.newHttpClient();

  /** In the order in which they came. */
  private final List<Count> seen = new ArrayList<>();

  private int streams;

  Follower(Dtabd replica, Ledger ledger) {
    this.replica = replica;
    this.ledger = ledger;
  }

  /** Ends when it is interrupted. */
  @Override
  public void run() {
    try (http) {
      while (!Thread.interrupted()) {
        follow();
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      ledger.fault("a stream ended: " + e);
    }
  }

  private void follow() throws InterruptedException {
    var request = HttpRequest.newBuilder(replica.uri(Client.TARGET + "?watch=true")).build();
    try {
      var answer = http.send(request, BodyHandlers.ofInputStream());
      try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
        if (answer.statusCode() != 200) {
          return; // it has no state yet
        }
        opened();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          take(Count.read(line));
        }
      }
    } catch (IOException e) {
      // Killed; it is opened again.
    }
  }

  private synchronized void opened() {
    streams++;
  }

  private synchronized void take(Count next) {
    if (!seen.isEmpty() && next.number() < seen.getLast().number()) {
      ledger.fault("a stream went back from " + seen.getLast() + " to " + next);
    }
    seen.add(next);
  }

  synchronized int streams() {
    return streams;
  }

  synchronized List<Count> seen() {
    return List.copyOf(seen);
  }

  synchronized Optional<Count> last() {
    return seen.isEmpty() ? Optional.empty() : Optional.of(seen.getLast());
  }
}
