package io.dtabd.api;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dtabd.api.PlainClient.Answer;
import io.dtabd.api.PlainClient.Exchange;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes with {@code ?check=}, on the table that the recorded namerd had. */
class WriteCheckApiTest {

  private static final Namespace INTERNAL = new Namespace("internal");
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Map<String, String> DTAB = Map.of("Content-Type", "application/dtab");
  private static final String TABLE =
      "/srv => /#/io.l5d.fs ; /host => /srv ; /tmp => /srv ; /svc => /host ;";

  @TempDir Path disco;

  private ApiServer server;
  private PlainClient client;

  @BeforeEach
  void start() {
    server = ApiServer.asRecorded(disco);
    client = server.client();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer shift(String query, String more) throws IOException {
    String body = ("{'prefix': '/host/world', " + more + "}").replace('\'', '"');
    return client.call("POST", "/api/1/shift/internal" + query, JSON, body);
  }

  private Answer put(String query, String dtab) throws IOException {
    return client.call("PUT", "/api/1/dtabs/internal" + query, DTAB, dtab);
  }

  private void world(String destination) throws Exception {
    server.store().put(INTERNAL, Dtab.read(TABLE + " /host/world => " + destination));
  }

  private Exchange watcher(String path) throws IOException {
    Exchange watcher = client.watch("/api/1/bind/internal?watch=true&path=" + encode(path, UTF_8));
    assertThat(watcher.next()).isPresent();
    return watcher;
  }

  private static List<String> reasons(Answer answer, String field) throws IOException {
    return answer.json().get(field).findValuesAsText("reason");
  }

  @Test
  void theMisspeltCanaryIsRefusedAtEveryStep() throws Exception {
    for (String step : List.of("'percent': 10", "'step': 'finish'")) {
      String before = server.table(INTERNAL);
      Answer refused = shift("", "'to': '/tmp/wrold-v9', " + step);
      assertThat(refused.status()).as(refused.body()).isEqualTo(409);
      JsonNode reason = refused.json().at("/refused/0");
      assertThat(reason.get("path").asText()).isEqualTo("/tmp/wrold-v9");
      assertThat(reason.get("watchers").asInt()).isZero();
      assertThat(reason.get("reason").asText())
          .startsWith("0 %: /tmp/wrold-v9 does not exist (")
          .endsWith("is meant for it)");
      assertThat(server.table(INTERNAL)).isEqualTo(before);
    }
  }

  @Test
  void theWatchersOfTheNameAreCounted() throws Exception {
    try (Exchange _ = watcher("/svc/world");
        Exchange _ = watcher("/svc/world")) {
      Answer refused = shift("", "'to': '/tmp/wrold-v9', 'percent': 10");
      JsonNode watched = refused.json().at("/refused/1");
      assertThat(watched.get("path").asText()).isEqualTo("/svc/world");
      assertThat(watched.get("watchers").asInt()).isEqualTo(2);
      assertThat(watched.get("before").asText()).isEqualTo("100 % /#/io.l5d.fs/world-v1");
      assertThat(watched.get("after").asText())
          .isEqualTo("100 % /#/io.l5d.fs/world-v1, 0 % /tmp/wrold-v9");
      assertThat(watched.get("reason").asText())
          .isEqualTo("0 %: /tmp/wrold-v9 does not exist (10 % is meant for it)");
    }
  }

  /** Forced so far, the end of the outage is refused for what it would do. */
  @Test
  void theCleanUpThatWouldLeaveNothingIsRefused() throws Exception {
    assertThat(shift("?check=warn", "'to': '/tmp/wrold-v9', 'percent': 10").status())
        .isEqualTo(200);
    Answer finish = shift("", "'to': '/tmp/wrold-v9', 'step': 'finish'");
    assertThat(finish.status()).isEqualTo(409);
    shift("?check=warn", "'to': '/tmp/wrold-v9', 'step': 'finish'");

    Answer cleanUp = shift("", "'to': '/tmp/wrold-v9', 'step': 'cleanUp'");

    assertThat(cleanUp.status()).isEqualTo(409);
    assertThat(cleanUp.json().at("/refused/0/path").asText()).isEqualTo("/host/world");
    assertThat(cleanUp.json().at("/refused/0/after").asText()).isEqualTo("nothing");
  }

  @Test
  void aForcedStepIsWrittenAndSaysWhatItBreaks() throws Exception {
    Answer forced = shift("?check=warn", "'to': '/tmp/wrold-v9', 'percent': 10");
    assertThat(forced.status()).isEqualTo(200);
    assertThat(reasons(forced, "warnings"))
        .containsExactly("0 %: /tmp/wrold-v9 does not exist (10 % is meant for it)");
    assertThat(server.table(INTERNAL)).contains("10 * /tmp/wrold-v9");
  }

  @Test
  void aTableThatBreaksAWatchedNameIsRefused() throws Exception {
    String before = server.table(INTERNAL);
    String broken = before.replace("/host/world => /srv/world-v1", "/host/world => /srv/auht");
    try (Exchange _ = watcher("/svc/world")) {
      Answer refused = put("?check=refuse", broken);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.header("content-type")).contains("application/json");
      assertThat(refused.json().at("/refused/0/path").asText()).isEqualTo("/svc/world");
      assertThat(refused.json().at("/refused/0/reason").asText()).isEqualTo("it leads nowhere");
      assertThat(server.table(INTERNAL)).isEqualTo(before);

      Answer warned = put("?check=warn", broken);
      assertThat(warned.status()).isEqualTo(200);
      assertThat(reasons(warned, "warnings")).contains("it leads nowhere");
      assertThat(warned.header("etag")).contains(warned.json().get("version").asText());
      assertThat(server.table(INTERNAL)).isEqualTo(broken);
    }
  }

  @Test
  void aPlainPutIsNamerdsWhateverItBreaks() throws Exception {
    try (Exchange _ = watcher("/svc/world")) {
      assertThat(put("", "/a => /b").status()).isEqualTo(204);
      assertThat(client.call("DELETE", "/api/1/dtabs/internal", Map.of(), "").status())
          .isEqualTo(204);
    }
  }

  @Test
  void whatIsWrongInThePresentTableTooIsNoReason() throws Exception {
    world("/srv/nosuch");
    try (Exchange _ = watcher("/svc/world")) {
      Answer answer = put("?check=refuse", server.table(INTERNAL) + " ; /other => /srv");
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.json().get("warnings")).isEmpty();
    }
    world("10 * /srv/nosuch & 90 * /srv/world-v1");
    try (Exchange _ = watcher("/svc/world")) {
      assertThat(put("?check=refuse", server.table(INTERNAL) + " ; /other => /srv").status())
          .isEqualTo(200);
      Answer more =
          put("?check=refuse", TABLE + " /host/world => 50 * /srv/nosuch & 50 * /srv/world-v1");
      assertThat(more.status()).as("a larger share of nothing").isEqualTo(409);
    }
  }

  @Test
  void mendingAnOutageInPartIsNeverRefused() throws Exception {
    world("/srv/nosuch");
    try (Exchange _ = watcher("/svc/world")) {
      Answer shift = shift("", "'to': '/srv/world-v1', 'percent': 50");
      assertThat(shift.status()).as(shift.body()).isEqualTo(200);
      assertThat(shift.json().get("warnings")).isEmpty();
    }
    world("10 * /srv/nosuch & 90 * /srv/nosuch2");
    try (Exchange _ = watcher("/svc/world")) {
      Answer lost =
          put("?check=refuse", TABLE + " /host/world => 50 * /srv/nosuch & 50 * /srv/world-v1");
      assertThat(lost.status()).as("from a split of nothing: " + lost.body()).isEqualTo(200);
    }
    world("/srv/nosuch");
    try (Exchange _ = watcher("/svc/world")) {
      Answer empty =
          put("?check=refuse", TABLE + " /host/world => 50 * /srv/empty & 50 * /srv/world-v1");
      assertThat(empty.status()).as("without addresses: " + empty.body()).isEqualTo(200);
    }
  }

  @Test
  void whatMayLeadNowhereNowIsNoReasonToRefuseAPartOfIt() throws Exception {
    server.world().slowAddr();
    world("/#/slow/a");
    try (Exchange _ = watcher("/svc/world")) {
      Answer answer =
          put("?check=refuse", TABLE + " /host/world => 50 * /srv/nosuch & 50 * /srv/world-v1");
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(reasons(answer, "warnings"))
          .contains(
              "0 %: /srv/nosuch does not exist (50 % is meant for it); whether it leads anywhere"
                  + " now is not known");
    }
  }

  @Test
  void aDestinationWithoutAddressesIsRefused() throws Exception {
    Answer refused = shift("", "'to': '/srv/empty', 'percent': 10");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(reasons(refused, "refused"))
        .containsExactly("0 %: /srv/empty: it has no addresses (10 % is meant for it)");
    try (Exchange _ = watcher("/svc/world")) {
      Answer put =
          put("?check=refuse", TABLE + " /host/world => 1 * /srv/empty & 3 * /srv/world-v1");
      assertThat(reasons(put, "refused"))
          .containsExactly("25 % goes to /#/io.l5d.fs/empty, which has no addresses");
    }
  }

  @Test
  void aLoopIsRefused() throws Exception {
    try (Exchange _ = watcher("/svc/world")) {
      Answer refused = put("?check=refuse", TABLE + " /host/world => /svc/world");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json().at("/refused/0/reason").asText()).contains("Max recursion level");
    }
  }

  @Test
  void aDeletionThatLeavesWatchersNothingIsRefused() throws Exception {
    assertThat(client.call("DELETE", "/api/1/dtabs/nosuch?check=refuse", Map.of(), "").status())
        .isEqualTo(404);
    try (Exchange _ = watcher("/svc/world")) {
      Answer refused = client.call("DELETE", "/api/1/dtabs/internal?check=refuse", Map.of(), "");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.json().at("/refused/0/watchers").asInt()).isOne();
    }
    await().until(() -> server.world().watchers().count() == 0);
    Answer deleted = client.call("DELETE", "/api/1/dtabs/internal?check=refuse", Map.of(), "");
    assertThat(deleted.status()).as(deleted.body()).isEqualTo(200);
    assertThat(server.store().read(INTERNAL)).isEmpty();
  }

  @Test
  void conditionsHoldWhatEverIsChecked() throws Exception {
    Map<String, String> stale =
        Map.of("Content-Type", "application/dtab", "If-Match", "AAAAAAAAAAk=");
    for (String check : List.of("?check=refuse", "?check=warn", "?check=none")) {
      assertThat(client.call("PUT", "/api/1/dtabs/internal" + check, stale, "/a => /b").status())
          .isEqualTo(412);
      assertThat(client.call("POST", "/api/1/dtabs/internal" + check, DTAB, "/a => /b").status())
          .isEqualTo(409);
    }
    Answer created = client.call("POST", "/api/1/dtabs/new?check=refuse", DTAB, "/a => /b");
    assertThat(created.status()).isEqualTo(200);
    assertThat(created.json().get("version").asText()).isEqualTo("AAAAAAAAAAE=");
  }

  @Test
  void whatANamerHasNotAnsweredIsNoReasonToRefuse() throws Exception {
    Answer answer = shift("", "'to': '/#/slow/x', 'percent': 10");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(reasons(answer, "warnings").getFirst()).startsWith("not known: ");
    assertThat(server.table(INTERNAL)).contains("10 * /#/slow/x");
  }

  @Test
  void whatAStaleStoreSaysIsNoReasonToRefuse() throws Exception {
    server.store().staleSince(Instant.parse("2026-01-01T00:00:00Z"));
    Answer answer = shift("", "'to': '/tmp/wrold-v9', 'percent': 10");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(reasons(answer, "warnings").getFirst())
        .startsWith("the store has not been heard since 2026-01-01T00:00:00Z");
    assertThat(reasons(answer, "warnings")).anyMatch(it -> it.contains("does not exist"));
  }

  @Test
  void theWayBackIsOpenWithEveryDestinationEmpty() throws Exception {
    shift("", "'to': '/srv/world-v2', 'percent': 10");
    try (Exchange watcher = watcher("/svc/world")) {
      Files.writeString(disco.resolve("world-v1"), "");
      Files.writeString(disco.resolve("world-v2"), "");
      await().until(() -> addresses("world-v1").isEmpty() && addresses("world-v2").isEmpty());

      Answer answer = shift("?check=refuse", "'to': '/srv/world-v2', 'step': 'abort'");

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(reasons(answer, "warnings")).anyMatch(it -> it.contains("no addresses"));
      assertThat(server.table(INTERNAL)).endsWith("/host/world => /srv/world-v1");
      assertThat(watcher.next()).isPresent();
    }
  }

  private List<String> addresses(String file) throws IOException {
    Answer answer = client.get("/api/1/addr/internal?path=/%23/io.l5d.fs/" + file);
    return answer.json().at("/addrs").findValuesAsText("ip");
  }

  @Test
  void theWayBackIsOpenWhileANamerIsPending() throws Exception {
    world("10 * /srv/world-v2 & 90 * /#/slow/x");
    Answer answer = shift("", "'to': '/srv/world-v2', 'step': 'abort'");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(reasons(answer, "warnings")).anyMatch(it -> it.startsWith("not known: "));
    assertThat(server.table(INTERNAL)).endsWith("/host/world => /#/slow/x");
  }

  @Test
  void theWayBackIsOpenWhileTheStoreIsFrozen() throws Exception {
    shift("", "'to': '/srv/world-v2', 'percent': 10");
    server.store().staleSince(Instant.parse("2026-01-01T00:00:00Z"));
    Answer answer = shift("", "'to': '/srv/world-v2', 'step': 'abort'");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(reasons(answer, "warnings")).anyMatch(it -> it.startsWith("the store has not"));
    assertThat(server.table(INTERNAL)).endsWith("/host/world => /srv/world-v1");
  }

  @Test
  void aDestinationBelowAPrefixIsJudgedByTheNamesThatAreWatched() throws Exception {
    Answer generic =
        client.call(
            "POST",
            "/api/1/shift/internal",
            JSON,
            "{\"prefix\": \"/host\", \"to\": \"/tmp\", \"percent\": 10}");
    assertThat(generic.status()).as(generic.body()).isEqualTo(200);
    assertThat(generic.json().get("warnings")).as("/tmp means nothing by itself").isEmpty();
  }

  @Test
  void theCleanUpOfAPrefixWithAWildcardIsCheckedThoughNobodyWatches() throws Exception {
    server.store().put(INTERNAL, Dtab.read(TABLE + " /host/* => /tmp/wrold-v9 | /srv/world-v1"));
    String cleanUp = "{\"prefix\": \"/host/*\", \"to\": \"%s\", \"step\": \"cleanUp\"}";

    Answer refused =
        client.call("POST", "/api/1/shift/internal", JSON, cleanUp.formatted("/tmp/wrold-v9"));

    assertThat(refused.status()).as(refused.body()).isEqualTo(409);
    assertThat(reasons(refused, "refused"))
        .containsExactly("0 %: /tmp/wrold-v9 does not exist (100 % is meant for it)");
    server.store().put(INTERNAL, Dtab.read(TABLE + " /host/* => /srv/world-v2 | /srv/world-v1"));
    Answer good =
        client.call("POST", "/api/1/shift/internal", JSON, cleanUp.formatted("/srv/world-v2"));
    assertThat(good.status()).as(good.body()).isEqualTo(200);
    assertThat(good.json().get("warnings")).isEmpty();
  }

  @Test
  void newLintIsWarnedOf() throws Exception {
    Answer answer = put("?check=refuse", server.table(INTERNAL) + " ;\n/x => /#/nosuch");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(reasons(answer, "warnings")).anyMatch(it -> it.startsWith("line 2: "));
    Answer again = put("?check=refuse", server.table(INTERNAL));
    assertThat(again.json().get("warnings")).isEmpty();
  }

  @Test
  void aPreviewSaysWhatAWriteWouldBeRefusedFor() throws Exception {
    try (Exchange _ = watcher("/svc/world")) {
      Answer preview = client.call("POST", "/api/1/preview/internal?check=refuse", DTAB, TABLE);
      assertThat(preview.json().at("/refused/0/path").asText()).isEqualTo("/svc/world");
      assertThat(preview.json().get("watchers").asInt()).isOne();
      Answer canary =
          client.call(
              "POST",
              "/api/1/preview/internal",
              DTAB,
              TABLE + " /host/world => 10 * /srv/wrold & 90 * /srv/world-v1");
      assertThat(canary.json().has("refused")).isFalse();
    }
  }
}
