package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dtabd.api.PlainClient.Answer;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreLimits;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryApiTest {

  private static final String NS = "/api/1/dtabs/ns";
  private static final String HISTORY = NS + "/history";

  private final ApiServer server = ApiServer.start();
  private final PlainClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void everythingWrittenIsThereNewestFirstAsItWasWritten() throws IOException {
    String first = client.put(NS, "# why\n/a  => 0.125 * /b & /c ;").header("etag").orElseThrow();
    String second = client.put(NS, "/a => /c").header("etag").orElseThrow();

    Answer answer = client.get(HISTORY);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).contains("application/json");
    JsonNode history = answer.json();
    assertThat(history.findValuesAsText("version")).containsExactly(second, first);
    assertThat(history.findValuesAsText("dtab"))
        .containsExactly("/a => /c", "# why\n/a  => 0.125 * /b & /c ;");
    assertThat(Instant.parse(history.path(0).path("time").asText()))
        .isBeforeOrEqualTo(Instant.now());
    assertThat(history.path(0).path("author").asText()).isEqualTo("127.0.0.1");
  }

  @Test
  void whoClaimsANameIsNamedWithTheirAddress() throws IOException {
    var headers = Map.of("Content-Type", "application/dtab", "From", "alice@example.com");
    client.call("PUT", NS, headers, "/a => /b");

    JsonNode history = client.get(HISTORY).json();

    assertThat(history.path(0).path("author").asText()).isEqualTo("alice@example.com (127.0.0.1)");
  }

  @Test
  void deletedNamespaceKeepsItsHistory() throws IOException {
    client.put(NS, "/a => /b");
    client.delete(NS);

    JsonNode history = client.get(HISTORY).json();

    assertThat(history).hasSize(2);
    assertThat(history.path(0).path("dtab").isNull()).isTrue();
    assertThat(history.path(1).path("dtab").asText()).isEqualTo("/a => /b");
  }

  @Test
  void limitKeepsTheNewest() throws IOException {
    for (int i = 0; i < 3; i++) {
      client.put(NS, "/a => /" + i);
    }
    JsonNode history = client.get(HISTORY + "?limit=2").json();
    assertThat(history.findValuesAsText("dtab")).containsExactly("/a => /2", "/a => /1");
  }

  @Test
  void limitThatIsNoneIsRefusedWithTheRange() throws IOException {
    client.put(NS, "/a => /b");
    for (String limit : List.of("0", "101", "x", "")) {
      Answer answer = client.get(HISTORY + "?limit=" + limit);
      assertThat(answer.status()).as(limit).isEqualTo(400);
      assertThat(answer.body()).contains("from 1 to " + StoreLimits.MAX_HISTORY);
    }
  }

  @Test
  void namespaceThatNeverWasHasNone() throws IOException {
    Answer answer = client.get(HISTORY);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).contains("no namespace 'ns'");
  }

  @Test
  void onlyTheNewestHundredAreKept() throws IOException {
    for (int i = 0; i < StoreLimits.MAX_HISTORY + 5; i++) {
      client.put(NS, "/a => /" + i);
    }
    assertThat(client.get(HISTORY).json()).hasSize(StoreLimits.MAX_HISTORY);
  }

  @Test
  void historyIsNotAnsweredWhileTheStoreIsAway() throws IOException {
    client.put(NS, "/a => /b");
    server.store().fail(new StoreException.Unavailable("the store is away", Outcome.NOT_DONE));

    Answer answer = client.get(HISTORY);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isPresent();
  }

  @Test
  void historyIsOnlyRead() throws IOException {
    assertThat(client.put(HISTORY, "/a => /b").status()).isEqualTo(405);
  }
}
