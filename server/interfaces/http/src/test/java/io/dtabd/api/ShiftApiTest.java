package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.api.PlainClient.Answer;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/1/shift/NS}, on the table that the recorded namerd had. */
class ShiftApiTest {

  private static final Namespace INTERNAL = new Namespace("internal");
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

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

  private Answer post(String query, String body) throws IOException {
    return client.call("POST", "/api/1/shift/internal" + query, JSON, body.replace('\'', '"'));
  }

  private JsonNode shift(String more) throws IOException {
    Answer answer = post("", "{'prefix': '/host/world', " + more + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private void stored(String dtab) throws Exception {
    server.store().put(INTERNAL, Dtab.read(dtab));
  }

  @Test
  void aPartMovesAndTheResponseSaysFromWhereToWhere() throws Exception {
    Answer answer = post("", "{'prefix': '/host/world', 'to': '/srv/world-v2', 'percent': 12.25}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"version": "AAAAAAAAAAI=",
                     "before": "/host/world => /srv/world-v1",
                     "after": "/host/world => 12.25 * /srv/world-v2 & 87.75 * /srv/world-v1",
                     "old": "/srv/world-v1", "dentries": 1, "dryRun": false,
                     "warnings": [], "truncated": false}
                    """));
    assertThat(answer.header("etag")).contains("AAAAAAAAAAI=");
    assertThat(server.table(INTERNAL))
        .endsWith("/host/world => 12.25 * /srv/world-v2 & 87.75 * /srv/world-v1");
  }

  @Test
  void theStoryEndsWhereItShouldAndEveryStepCanBeRepeated() throws Exception {
    for (String step :
        List.of(
            "'to': '/srv/world-v2', 'percent': 10",
            "'to': '/srv/world-v2', 'step': 'finish'",
            "'to': '/srv/world-v2', 'step': 'cleanUp'",
            "'shares': {'/srv/world-v2': 75, '/srv/world-v1': 25}, 'old': '/srv/world-v2'",
            "'to': '/srv/world-v1', 'step': 'abort'")) {
      JsonNode first = shift(step);
      JsonNode again = shift(step);
      assertThat(first.get("before")).isNotEqualTo(first.get("after"));
      assertThat(again.get("before")).isEqualTo(first.get("after"));
      assertThat(again.get("after")).isEqualTo(first.get("after"));
      assertThat(again.get("version")).isEqualTo(first.get("version"));
    }
    assertThat(server.table(INTERNAL)).endsWith("/host/world => /srv/world-v2");
  }

  @Test
  void anAbortWithoutAWordIsRefusedWithWhatItCouldMean() throws Exception {
    shift("'to': '/srv/world-v2', 'percent': 10");
    Answer answer = post("", "{'prefix': '/host/world', 'step': 'abort'}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().get("candidates").toString())
        .isEqualTo("[\"/srv/world-v1\",\"/srv/world-v2\"]");
    assertThat(answer.json().get("error").asText()).startsWith("/host/world of internal: ");

    shift("'step': 'abort', 'old': '/srv/world-v1'");
    assertThat(server.table(INTERNAL)).endsWith("/host/world => /srv/world-v1");
  }

  @Test
  void anAbortOfAMisspeltDestinationWarns() throws Exception {
    shift("'to': '/srv/world-v2', 'percent': 10");
    String before = server.table(INTERNAL);

    JsonNode misspelt = shift("'to': '/srv/wrold-v2', 'step': 'abort'");

    assertThat(misspelt.at("/warnings/0/reason").asText())
        .startsWith("still split: 10 * /srv/world-v2 & 90 * /srv/world-v1, and not to /srv/wrold");
    assertThat(server.table(INTERNAL)).isEqualTo(before);
    assertThat(shift("'to': '/srv/world-v2', 'step': 'abort'").get("warnings")).isEmpty();
  }

  @Test
  void sharesReturnWhereAnAbortLeads() throws Exception {
    stored("/host/world => /srv/world-v1 | /srv/web ; /srv => /#/io.l5d.fs");
    JsonNode split =
        shift("'shares': {'/srv/world-v1': 75, '/srv/world-v2': 25}, 'old': '/srv/world-v1'");
    assertThat(split.get("old").asText()).isEqualTo("/srv/world-v1 | /srv/web");
    shift(
        "'to': '/srv/world-v2', 'step': 'abort', 'old': '%s'".formatted(split.get("old").asText()));
    assertThat(server.table(INTERNAL)).startsWith("/host/world => /srv/world-v1 | /srv/web ;");
  }

  @Test
  void aDentryThatIsNotAsExpectedIsLeftAlone() throws Exception {
    JsonNode first = shift("'to': '/srv/world-v2', 'percent': 10");
    String before = server.table(INTERNAL);
    String step = "{'prefix': '/host/world', 'to': '/srv/world-v2', 'percent': 20, 'expect': '%s'}";

    Answer conflict = post("", step.formatted(first.get("before").asText()));
    assertThat(conflict.status()).isEqualTo(412);
    assertThat(conflict.json().get("dentry")).isEqualTo(first.get("after"));
    assertThat(server.table(INTERNAL)).isEqualTo(before);

    assertThat(post("", step.formatted(first.get("after").asText())).status()).isEqualTo(200);
  }

  @Test
  void aDentryThatIsExpectedAndGoneIsAConflict() throws Exception {
    Answer conflict =
        post("", "{'prefix': '/gone', 'to': '/tmp', 'percent': 20, 'expect': '/gone => /srv'}");
    assertThat(conflict.status()).as(conflict.body()).isEqualTo(412);
    assertThat(conflict.json().get("dentry").isNull()).isTrue();
    assertThat(conflict.json().get("error").asText()).contains("not as 'expect' says, but gone;");
  }

  /** The request is good, whatever is in the store. */
  @Test
  void aTableThatIsNoDtabInTheStoreIsAFailureOfTheServer() throws Exception {
    server.store().fail(new StoreException.Invalid("it is not a dtab"));
    Answer failed = post("", "{'prefix': '/host/world', 'to': '/srv/world-v2', 'percent': 20}");
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.body()).contains("it is not a dtab");
  }

  @Test
  void theLastDentryOfAPrefixMovesAndTheResponseCountsThem() throws Exception {
    stored("/a => /$/inet/1/1 ; /a => /$/inet/2/2 ; /b => /$/inet/3/3");
    Answer answer = post("", "{'prefix': '/a', 'to': '/b', 'step': 'finish'}");
    assertThat(answer.json().get("dentries").asInt()).isEqualTo(2);
    assertThat(server.table(INTERNAL))
        .isEqualTo("/a => /$/inet/1/1 ; /a => /b | /$/inet/2/2 ; /b => /$/inet/3/3");
  }

  @Test
  void aDryRunSaysTheSameAndWritesNothing() throws Exception {
    String before = server.table(INTERNAL);
    Answer answer =
        post("?dryRun=true", "{'prefix': '/host/world', 'to': '/srv/world-v2', 'percent': 10}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("dryRun").asBoolean()).isTrue();
    assertThat(answer.json().get("after").asText()).contains("10 * /srv/world-v2");
    assertThat(answer.json().get("version").asText()).isEqualTo("AAAAAAAAAAE=");
    assertThat(server.table(INTERNAL)).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '`',
      value = {
        "{} -> none of 'percent', 'step' and 'shares'",
        "{'prefix': '/a', 'percent': 10} -> 'to' is missing",
        "{'to': '/a', 'percent': 10} -> 'prefix' is missing",
        "{'prefix': '/a', 'to': '/b', 'percent': 0} -> more than 0 and less than 100",
        "{'prefix': '/a', 'to': '/b', 'percent': '10'} -> must have numbers",
        "{'prefix': '/a', 'to': '/b', 'percent': 10, 'step': 'abort'} -> more than one of",
        "{'prefix': '/a', 'to': '/b', 'step': 'stop'} -> not one of finish, abort, cleanUp",
        "{'prefix': '/a', 'to': '/b & /c', 'percent': 10} -> 'to': ",
        "{'prefix': '/a', 'shares': {'/b': 50}} -> 100 percent together, not 50",
        "{'prefix': '/a', 'shares': [50]} -> 'shares' must be an object",
        "{'prefix': '/a', 'shares': {'/b': 100}, 'to': '/b'} -> has no meaning together",
        "{'prefix': '/a', 'to': '/b', 'percent': 10, 'old': '/c'} -> has no meaning together",
        "{'prefix': '/a', 'to': '/b', 'percent': 10, 'x': 1} -> unknown key 'x'",
        "[] -> not a JSON object",
        "{'prefix': '/a', 'to': '/b', 'percent': 1e999999999} -> Invalid shift",
      })
  void aBodyThatIsNoStepIsRefused(String body, String reason) throws Exception {
    Answer answer = post("", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains(reason);
  }

  @Test
  void otherTypesUnknownChecksAndUnknownNamespacesAreRefused() throws Exception {
    String step = "{\"prefix\": \"/a\", \"to\": \"/b\", \"percent\": 10}";
    assertThat(
            client
                .call("POST", "/api/1/shift/internal", Map.of("Content-Type", "text/plain"), step)
                .status())
        .isEqualTo(415);
    assertThat(post("?check=maybe", step).status()).isEqualTo(400);
    assertThat(client.call("POST", "/api/1/shift/nosuch", JSON, step).status()).isEqualTo(404);
    Answer none = post("", step);
    assertThat(none.status()).isEqualTo(409);
    assertThat(none.body()).contains("no dentry for /a");
  }

  @Test
  void stepsOfDifferentPrefixesAtOnceAllHappen() throws Exception {
    int shifts = 12;
    var table = new StringBuilder("/new => /$/inet/1/1 ;\n/old => /$/inet/2/2 ;\n");
    var steps = new ArrayList<Callable<Answer>>();
    for (int i = 0; i < shifts; i++) {
      table.append("/host/").append(i).append(" => /old ;\n");
      String step = "{'prefix': '/host/%d', 'to': '/new', 'percent': 10}".formatted(i);
      steps.add(() -> post("", step));
    }
    stored(table.toString());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(steps)) {
        assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
      }
    }
    assertThat(server.table(INTERNAL))
        .isEqualTo(table.toString().replace("=> /old", "=> 10 * /new & 90 * /old"));
  }
}
