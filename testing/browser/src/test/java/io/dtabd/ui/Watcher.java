package io.dtabd.ui;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real stream, as a proxy has it, and what came over it. */
final class Watcher {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<String> states = new CopyOnWriteArrayList<>();

  Watcher(HttpClient client, URI uri) {
    var _ = Thread.ofVirtual().start(() -> read(client, uri));
    await().atMost(PATIENCE).until(() -> !states.isEmpty());
  }

  private void read(HttpClient client, URI uri) {
    try {
      InputStream stream =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream()).body();
      var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        states.add(line);
      }
    } catch (IOException | InterruptedException e) {
      // The server stops before the stream does; what came is in the list.
    }
  }

  /** Waits until the newest state has this in it. */
  void awaitState(String part) {
    await().atMost(PATIENCE).until(() -> states.getLast().contains(part));
  }
}
