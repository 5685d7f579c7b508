package io.dtabd.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.api.PlainClient.Answer;
import io.dtabd.api.PlainClient.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What namerd 1.7.5 answered, step by step, is what comes back here. Where a step has a {@code
 * dtabd} entry, namerd's answer is a bug, and the entry says what to expect instead.
 */
class RecordedAnswersTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path disco;

  @TestFactory
  Stream<DynamicTest> crud() {
    return replay("crud", this::step);
  }

  @TestFactory
  Stream<DynamicTest> resolution() {
    return replay("resolution", this::step);
  }

  @TestFactory
  Stream<DynamicTest> streams() {
    return replay(
        "streams",
        (entry, server) -> {
          if (entry.at("/step/stream").isMissingNode()) {
            step(entry, server);
          } else {
            stream(entry, server);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> language() {
    return replay("language", this::text);
  }

  @TestFactory
  Stream<DynamicTest> random() {
    return replay("random", this::table);
  }

  private interface Replay {
    void of(JsonNode entry, Replayed server) throws IOException;
  }

  /** The server of one set of recordings, and what it answered to each step so far. */
  private record Replayed(PlainClient client, Map<String, Answer> answers) {}

  private Stream<DynamicTest> replay(String set, Replay replay) {
    ApiServer api = ApiServer.asRecorded(disco);
    var server = new Replayed(api.client(), new HashMap<>());
    return StreamSupport.stream(recorded(set).spliterator(), false)
        .map(entry -> dynamicTest(nameOf(entry), () -> replay.of(entry, server)))
        .onClose(api::close);
  }

  private void step(JsonNode entry, Replayed server) throws IOException {
    JsonNode step = entry.get("step");
    Answer got = perform(step, server.client);
    server.answers.put(step.get("name").asText(), got);
    if (entry.has("dtabd")) {
      compareWithOwn(entry.get("dtabd"), got, server.answers);
    } else {
      compareWithNamerd(entry.get("namerd"), got);
    }
  }

  private static void compareWithOwn(JsonNode want, Answer got, Map<String, Answer> answers) {
    assertThat(got.status()).as(got.body()).isEqualTo(want.get("status").asInt());
    assertThat(got.body()).contains(want.path("body_has").asText());
    if (want.has("etag_not")) {
      assertThat(got.header("etag")).isPresent().get().isNotEqualTo(want.get("etag_not").asText());
    }
    if (want.has("same_as")) {
      Answer same = Objects.requireNonNull(answers.get(want.get("same_as").asText()));
      assertThat(value(got.body())).isEqualTo(value(same.body()));
    }
  }

  private static void compareWithNamerd(JsonNode want, Answer got) {
    assertThat(got.status()).as(got.body()).isEqualTo(want.get("status").asInt());
    JsonNode headers = want.get("headers");
    if (headers.has("etag")) {
      assertThat(got.header("etag")).contains(headers.get("etag").asText());
    }
    if (headers.has("content-type")) {
      assertThat(got.header("content-type").map(type -> type.split(";")[0]))
          .contains(headers.get("content-type").asText().split(";")[0]);
    }
    String body = want.get("body").asText();
    if (got.status() < 400) {
      assertThat(value(got.body())).isEqualTo(value(body));
    } else {
      assertThat(got.body()).contains(body.strip());
    }
  }

  private void stream(JsonNode entry, Replayed server) throws IOException {
    JsonNode ask = entry.at("/step/stream/0");
    JsonNode want = entry.get("namerd");
    var states = new ArrayList<Object>();
    try (Exchange exchange = server.client.watch(ask.get("path").asText(), headers(ask))) {
      assertThat(exchange.status())
          .isEqualTo(Integer.parseInt(want.get("statusline").asText().split(" ")[1]));
      if (exchange.isChunked()) {
        readStates(exchange, ask, server, states);
        for (JsonNode during : entry.at("/step/stream/1")) {
          perform(during, server.client);
          readStates(exchange, ask, server, states);
        }
        assertThat(exchange.hasMore()).isFalse();
      } else {
        states.add(value(new String(exchange.rest(), UTF_8)));
        for (JsonNode during : entry.at("/step/stream/1")) {
          perform(during, server.client);
        }
      }
    }
    var wanted = new ArrayList<Object>();
    for (JsonNode chunk : want.get("chunks")) {
      addState(chunk.asText(), wanted);
    }
    assertThat(states).isEqualTo(wanted);
  }

  /** Up to what is answered now to one who asks once; where that is an error, nothing comes. */
  private static void readStates(
      Exchange exchange, JsonNode ask, Replayed server, List<Object> states) throws IOException {
    String once = ask.get("path").asText().replaceFirst("[?&]watch=[^&]*$", "");
    Answer now = server.client.call("GET", once, headers(ask), null);
    if (now.status() == 200) {
      Object newest = value(now.body());
      while (states.isEmpty() || !states.getLast().equals(newest)) {
        addState(exchange.next().orElseThrow(), states);
      }
    }
  }

  private static void addState(String line, List<Object> states) {
    Object state = value(line);
    if (states.isEmpty() || !states.getLast().equals(state)) {
      states.add(state);
    }
  }

  private void text(JsonNode entry, Replayed server) throws IOException {
    Answer put = server.client.put("/api/1/dtabs/lang", entry.get("text").asText());
    assertThat(put.status()).as(put.body()).isEqualTo(entry.get("status").asInt());
    if (put.status() == 204) {
      Answer shown = server.client.get("/api/1/dtabs/lang", Map.of("Accept", "application/dtab"));
      assertThat(shown.body()).isEqualTo(entry.get("shown").asText() + "\n");
    } else {
      assertThat(put.body()).contains(entry.get("message").asText());
    }
  }

  private void table(JsonNode entry, Replayed server) throws IOException {
    String namespace = "random-" + entry.get("n").asInt();
    String address = "/api/1/dtabs/" + namespace;
    JsonNode want = entry.get("answer");
    server.client.put(address, entry.get("dtab").asText());
    assertThat(server.client.get(address, Map.of("Accept", "application/dtab")).body())
        .isEqualTo(want.get("shown").asText());
    String query =
        "?path="
            + URLEncoder.encode(entry.get("path").asText(), UTF_8)
            + (entry.has("local")
                ? "&dtab=" + URLEncoder.encode(entry.get("local").asText(), UTF_8)
                : "");
    for (String kind : List.of("bind", "delegate")) {
      Answer got = server.client.get("/api/1/" + kind + "/" + namespace + query);
      assertThat(got.status()).as(got.body()).isEqualTo(want.at("/" + kind + "/status").asInt());
      assertThat(value(got.body())).as(kind).isEqualTo(normal(want.at("/" + kind + "/body")));
    }
    server.client.delete(address);
  }

  private static Answer perform(JsonNode step, PlainClient client) throws IOException {
    JsonNode body = step.get("body");
    return client.call(
        step.get("method").asText(),
        step.get("path").asText(),
        headers(step),
        body == null ? null : body.asText());
  }

  private static Map<String, String> headers(JsonNode step) {
    var headers = new HashMap<String, String>();
    step.path("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    return headers;
  }

  /** The body as a value that is equal where the order of things means nothing; or as text. */
  private static Object value(String body) {
    try {
      return normal(JSON.readTree(body));
    } catch (JsonProcessingException e) {
      return body.strip();
    }
  }

  private static Object normal(@Nullable JsonNode node) {
    return switch (node) {
      case null -> "";
      case JsonNode n when n.isObject() -> {
        var fields = new HashMap<String, Object>();
        n.properties().forEach(f -> fields.put(f.getKey(), normal(f.getValue())));
        yield fields;
      }
      case JsonNode n when n.isArray() -> {
        var elements = new ArrayList<Object>();
        n.forEach(element -> elements.add(normal(element)));
        boolean isSet = elements.stream().allMatch(e -> e instanceof String || isEndpoint(e));
        yield isSet
            ? elements.stream().sorted((a, b) -> a.toString().compareTo(b.toString())).toList()
            : elements;
      }
      case JsonNode n when n.isNumber() -> n.asDouble();
      default -> node.asText();
    };
  }

  private static boolean isEndpoint(Object value) {
    return value instanceof Map<?, ?> fields && fields.containsKey("ip");
  }

  private static JsonNode recorded(String set) {
    String name = "/recorded/" + set + ".json";
    try (InputStream in =
        Objects.requireNonNull(RecordedAnswersTest.class.getResourceAsStream(name))) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(JsonNode entry) {
    if (entry.has("step")) {
      String own = entry.at("/step/name").asText();
      return own.isEmpty() ? entry.at("/step/stream/0/path").asText() : own;
    }
    return entry.has("n") ? "table " + entry.get("n") : entry.get("text").toString();
  }
}
