package io.dtabd.bench.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps a stream of a service's addresses open at one replica. */
final class AddressFollower implements Runnable {

  private static final Pattern IP = Pattern.compile("\"ip\":\"([0-9.]+)\"");
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Dtabd replica;
  private final String target;
  private final LongAdder states;
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile String last = "";

  /**
   * @param path of the service, as a dtab would name it
   */
  AddressFollower(Dtabd replica, String path, LongAdder states) {
    this.replica = replica;
    this.states = states;
    target = "/api/1/addr/" + Count.NAMESPACE + "?watch=true&path=" + path.replace("#", "%23");
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
    }
  }

  private void follow() throws InterruptedException {
    try {
      var answer =
          http.send(
              HttpRequest.newBuilder(replica.uri(target)).build(), BodyHandlers.ofInputStream());
      try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
        if (answer.statusCode() != 200) {
          return;
        }
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          states.increment();
          last = line;
        }
      }
    } catch (IOException e) {
      // Killed; it is opened again.
    }
  }

  /** As the stream said last. */
  Set<String> addresses() {
    return IP.matcher(last)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
