package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.testing.servers.ScriptedStore;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Namers, health and log levels. */
class InsightsTest {

  private static final String NAMERS =
      """
      namers:
      - {kind: io.l5d.fs, prefix: /listing, rootDir: .}
      - {kind: io.l5d.rewrite, prefix: /other, pattern: '/{x}', name: '/{x}'}
      """;

  private final ScriptedStore store = new ScriptedStore();
  private final Watching watching = new Watching(store);
  private RunningAdmin admin;

  @BeforeEach
  void start() throws IOException {
    admin = new RunningAdmin(store, watching, NAMERS);
  }

  @AfterEach
  void stop() throws InterruptedException {
    admin.close();
  }

  private JsonNode get(String path) throws Exception {
    HttpResponse<String> answer = admin.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void namersAreListedWithWhatTheyKnow() throws Exception {
    watching.listing.set(
        State.ok(Set.of(Path.read("/#/listing/b/http"), Path.read("/#/listing/a"))));
    JsonNode namer = get("/api/1/namers").get(0);
    assertThat(namer.get("prefix").asText()).isEqualTo("/#/listing");
    assertThat(namer.get("kind").asText()).isEqualTo("io.l5d.fs");
    assertThat(namer.get("state").asText()).isEqualTo("ok");
    assertThat(namer.get("names").toString()).isEqualTo("[\"a\",\"b/http\"]");
    assertThat(namer.get("nameCount").asInt()).isEqualTo(2);
    assertThat(namer.get("lastError").isNull()).isTrue();
  }

  @Test
  void namerThatListsNothingIsWell() throws Exception {
    JsonNode namer = get("/api/1/namers").get(1);
    assertThat(namer.get("kind").asText()).isEqualTo("io.l5d.rewrite");
    assertThat(namer.get("state").asText()).isEqualTo("ok");
    assertThat(namer.get("nameCount").asInt()).isZero();
  }

  @Test
  void lastErrorStaysWhenTheNamerIsWellAgain() throws Exception {
    assertThat(get("/api/1/namers").get(0).get("state").asText()).isEqualTo("pending");
    watching.listing.set(State.failed("the folder is gone"));
    assertThat(get("/api/1/namers").get(0).get("state").asText()).isEqualTo("failed");
    watching.listing.set(State.ok(Set.of()));
    JsonNode well = get("/api/1/namers").get(0);
    assertThat(well.get("state").asText()).isEqualTo("ok");
    assertThat(well.get("lastError").asText()).isEqualTo("the folder is gone");
    assertThat(well.get("lastErrorAt").asText()).isEqualTo(RunningAdmin.NOW.toString());
  }

  @Test
  void moreNamesThanAreReadAreCounted() throws Exception {
    watching.listing.set(
        State.ok(
            IntStream.range(0, NamerStates.MAX_NAMES + 1)
                .mapToObj(i -> Path.of("#", "listing", "n" + i))
                .collect(Collectors.toSet())));
    JsonNode namer = get("/api/1/namers").get(0);
    assertThat(namer.get("names")).hasSize(NamerStates.MAX_NAMES);
    assertThat(namer.get("nameCount").asInt()).isEqualTo(NamerStates.MAX_NAMES + 1);
  }

  @Test
  void stateOfOneNamerIsWhereNamerdHasIt() throws Exception {
    watching.listing.set(State.ok(Set.of(Path.read("/#/listing/a"))));
    assertThat(get("/namer_state/listing.json").get("names").toString()).isEqualTo("[\"a\"]");
    assertThat(admin.get("/namer_state/nosuch.json").statusCode()).isEqualTo(404);
    assertThat(admin.get("/namer_state/listing").statusCode()).isEqualTo(404);
  }

  @Test
  void healthTellsWhetherTheServerIsWell() throws Exception {
    JsonNode before = get("/api/1/health");
    assertThat(before.get("ready").asBoolean()).isFalse();
    assertThat(before.get("obstacle").asText()).contains("not answered yet");
    store.isEmpty();
    JsonNode health = get("/api/1/health");
    assertThat(health.get("ready").asBoolean()).isTrue();
    assertThat(health.get("obstacle").isNull()).isTrue();
    assertThat(health.get("uptimeSeconds").asInt()).isEqualTo(90);
    assertThat(health.get("version").asText()).isEqualTo("1.2.3");
    assertThat(health.at("/store/kind").asText()).isEqualTo("io.l5d.inMemory");
    assertThat(health.at("/store/stateText").asText()).isEqualTo("answers");
    assertThat(health.at("/heap/usedBytes").asLong()).isPositive();
    assertThat(health.at("/heap/maxBytes").asLong()).isPositive();
    assertThat(health.at("/eventLoops/maxDelayMillis").asInt()).isEqualTo(3);
    assertThat(health.get("connections").asInt()).isEqualTo(7);
    assertThat(health.get("watchers").asInt()).isZero();
  }

  @Test
  void storeThatIsAwayIsSaidToBeSo() throws Exception {
    store.isEmpty().staleSince(Instant.parse("2026-01-01T00:00:00.5Z"));
    JsonNode health = get("/api/1/health").get("store");
    assertThat(health.get("staleSince").asText()).isEqualTo("2026-01-01T00:00:00.500Z");
    assertThat(health.get("stateText").asText()).contains("has not answered since");
  }

  @Test
  void lastErrorsOfTheLogComeNewestFirstAndBounded() throws Exception {
    var log = LoggerFactory.getLogger("io.dtabd.test.insights");
    log.info("not told");
    log.warn("first {}", 1);
    log.error("second", new IllegalStateException("why"));
    JsonNode errors = get("/api/1/health").get("recentErrors");
    assertThat(errors.get(0).get("message").asText())
        .isEqualTo("second: java.lang.IllegalStateException: why");
    assertThat(errors.get(0).get("level").asText()).isEqualTo("ERROR");
    assertThat(errors.get(0).get("logger").asText()).isEqualTo("io.dtabd.test.insights");
    assertThat(errors.get(1).get("message").asText()).isEqualTo("first 1");
    for (int i = 0; i < RecentErrors.MAX_ENTRIES; i++) {
      log.warn("more");
    }
    log.warn("x".repeat(RecentErrors.MAX_MESSAGE_CHARS + 1));
    errors = get("/api/1/health").get("recentErrors");
    assertThat(errors).hasSize(RecentErrors.MAX_ENTRIES);
    assertThat(errors.get(0).get("message").asText())
        .hasSize(RecentErrors.MAX_MESSAGE_CHARS + "...".length());
  }

  @Test
  void levelCanBeSetByAForm() throws Exception {
    LoggerFactory.getLogger("io.dtabd.test.form");
    assertThat(
            admin
                .send(
                    admin
                        .request("/logging.json")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("logger=io.dtabd.test.form&level=ERROR")))
                .statusCode())
        .isEqualTo(204);
    assertThat(get("/logging.json").get("io.dtabd.test.form").asText()).isEqualTo("ERROR");
    assertThat(admin.get("/logging").body()).contains("<td>io.dtabd.test.form<td>ERROR");
  }
}
