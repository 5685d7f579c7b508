package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dtabd.server.ProgramRun.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands against servers that check nothing: one that answers as namerd 1.7.5 was recorded,
 * and an older dtabd.
 */
class ShiftOnNamerdTest {

  private static final String UNCHECKED = "warning: nothing was checked: the server is namerd";

  @TempDir Path dir;

  private final List<String> writes = new CopyOnWriteArrayList<>();
  private JsonNode recorded;
  private HttpServer namerd;

  @BeforeEach
  void start() throws Exception {
    try (InputStream in = ShiftOnNamerdTest.class.getResourceAsStream("/recorded/crud.json")) {
      recorded = new ObjectMapper().readTree(in);
    }
    namerd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    namerd.createContext("/", this::answer);
    namerd.start();
  }

  @AfterEach
  void stop() {
    namerd.stop(0);
  }

  /** The write of the recording was of another namespace; what it answers is the same. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String step =
        path.equals("/api/1/dtabs/internal")
            ? switch (exchange.getRequestMethod()) {
              case "GET" -> "get";
              case "PUT" -> "update with version";
              case "DELETE" -> "delete";
              default -> "no such api";
            }
            : "no such api";
    if (!step.equals("get") && !step.equals("no such api")) {
      writes.add(exchange.getRequestHeaders().getFirst("If-Match") + " " + body);
    }
    JsonNode answer = named(step);
    byte[] bytes = answer.path("body").asText().getBytes(UTF_8);
    answer
        .path("headers")
        .properties()
        .forEach(
            header ->
                exchange.getResponseHeaders().set(header.getKey(), header.getValue().asText()));
    exchange.sendResponseHeaders(
        answer.path("status").asInt(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private JsonNode named(String step) {
    for (JsonNode entry : recorded) {
      if (entry.path("step").path("name").asText().equals(step)) {
        return entry.path("namerd");
      }
    }
    throw new AssertionError("there is no recording of: " + step);
  }

  private ProgramRun program() {
    return ProgramRun.in(dir)
        .with("NAMERCTL_BASE_URL", "http://127.0.0.1:" + namerd.getAddress().getPort());
  }

  @Test
  void theCommandTakesTheStepItselfAndSaysThatNothingWasChecked() {
    Result result =
        program().run("shift", "internal", "/host/world", "--to", "/srv/nosuch", "--percent", "10");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            -/host/world => /srv/world-v1
            +/host/world => 10 * /srv/nosuch & 90 * /srv/world-v1
            Updated internal
            """);
    assertThat(result.err()).startsWith(UNCHECKED);
    assertThat(writes).hasSize(1);
    assertThat(Objects.requireNonNull(writes.getFirst()))
        .startsWith("AAAAAAAAAAE= ")
        .contains("=> 10 * /srv/nosuch & 90 * /srv/world-v1 ;");
  }

  @Test
  void aDryRunWritesNothing() {
    Result shift =
        program()
            .run("shift", "internal", "/host/world", "--to", "/srv/v2", "--finish", "--dry-run");
    assertThat(shift.status()).isZero();
    assertThat(shift.out()).contains("+/host/world => /srv/v2 | /srv/world-v1", "dry run");
    Result update =
        program().reading("/a => /b").run("dtab", "update", "internal", "-", "--dry-run");
    assertThat(update.status()).isEqualTo(255);
    assertThat(update.err())
        .contains("cannot say what a write would change", "Nothing was written");
    assertThat(writes).isEmpty();
  }

  @Test
  void otherWritesAreDoneAndSayTheSame() {
    Result update = program().reading("/a => /b").run("dtab", "update", "internal", "-");
    assertThat(update.status()).isZero();
    assertThat(update.err()).startsWith(UNCHECKED);
    Result delete = program().typing("internal\n").run("dtab", "delete", "internal");
    assertThat(delete.status()).isZero();
    assertThat(delete.err()).contains("does not tell how many watch internal", UNCHECKED);
    assertThat(writes).hasSize(2);
  }

  /** A server that has this instead, whatever it is asked. */
  private void answering(String path, String json) {
    namerd.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("ETag", "AAAAAAAAAAE=");
          byte[] bytes = json.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @Test
  void anAbortOfAMisspeltDestinationWarns() {
    answering(
        "/api/1/dtabs/split",
        """
        [{"prefix": "/host/world", "dst": "10 * /srv/v2 & 90 * /srv/v1 | /web"}]""");
    Result abort = program().run("shift", "split", "/host/world", "--to", "/srv/2v", "--abort");
    assertThat(abort.status()).as(abort.err()).isZero();
    assertThat(abort.out()).endsWith("Nothing to do, split has it already\n");
    assertThat(abort.err())
        .contains("warning: still split: 10 * /srv/v2 & 90 * /srv/v1 | /web, and not to /srv/2v.");
  }

  @Test
  void anOlderDtabdThatPreviewsIsNotTakenForOneThatChecks() {
    answering(
        "/api/1/preview/internal",
        """
        {"namespace": "internal", "version": "AAAAAAAAAAE=", "names": [], "differing": 0,
         "unchanged": 1, "findings": [], "truncated": false}""");
    Result update =
        program().reading("/a => /b").run("dtab", "update", "internal", "-", "--dry-run");
    assertThat(update.status()).isZero();
    assertThat(update.out()).contains(UNCHECKED);
    Result rehearsed = program().run("dtab", "delete", "internal", "--dry-run");
    assertThat(rehearsed.out())
        .contains("does not tell how many watch internal", UNCHECKED)
        .doesNotContain("Nobody watches");
    assertThat(writes).isEmpty();

    Result delete = program().typing("internal\n").run("dtab", "delete", "internal");
    assertThat(delete.status()).as(delete.err()).isZero();
    assertThat(delete.err())
        .contains("does not tell how many watch internal", UNCHECKED)
        .doesNotContain("Nobody watches");
  }

  @Test
  void aStepThatCannotBeTakenIsRefusedAsByAServer() {
    Result result =
        program().run("shift", "internal", "/host/x", "--to", "/srv/v2", "--percent", "10");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "dtabd shift: /host/x of internal: the table has no dentry for /host/x; add one that"
                + " says where it leads now\n");
    assertThat(writes).isEmpty();
  }
}
