package io.dtabd.bench.restart;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Consumer;

/** A stream as {@code io.l5d.namerd.http} has it: a connection of its own. */
record HttpStream(HttpClient http, URI address) implements Client {

  @Override
  public void follow(Consumer<String> told) throws IOException, InterruptedException {
    HttpResponse<java.io.InputStream> answer =
        http.send(
            HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofInputStream());
    try (var states = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      for (String state = states.readLine(); state != null; state = states.readLine()) {
        told.accept(state);
      }
    }
  }
}
