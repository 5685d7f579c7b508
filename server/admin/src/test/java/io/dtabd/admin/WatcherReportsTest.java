package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watcher;
import io.dtabd.serving.Watchers;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatcherReportsTest {

  private static final Namespace NS = new Namespace("internal");

  private final InMemoryDtabStore store = new InMemoryDtabStore(Map.of(), InstantSource.system());
  private final Watching watching = new Watching(store);
  private RunningAdmin admin;

  @BeforeEach
  void start() throws IOException {
    admin = new RunningAdmin(store, watching);
  }

  @AfterEach
  void stop() throws InterruptedException {
    admin.close();
  }

  @Test
  void watcherIsListedWithWhatItAsksAndWhatItWasSent() throws Exception {
    Version version = store.put(NS, Dtab.read("/a => /b"));
    watching.open(NS, 4711).written(watching.newest(NS));
    JsonNode watcher = json("/watchers.json").at("/watchers/0");
    assertThat(watcher.get("protocol").asText()).isEqualTo("http");
    assertThat(watcher.get("remote").asText()).isEqualTo("127.0.0.1:4711");
    assertThat(watcher.get("kind").asText()).isEqualTo("dtab");
    assertThat(watcher.get("namespace").asText()).isEqualTo("internal");
    assertThat(watcher.at("/sent/version").asText()).isEqualTo(version.base64());
    assertThat(watcher.at("/sent/at").isMissingNode()).isFalse();
  }

  @Test
  void watcherThatWasSentNothingSaysSo() throws Exception {
    watching.open(NS, 4711);
    assertThat(json("/watchers.json").at("/watchers/0").has("sent")).isFalse();
  }

  @Test
  void watchersAreFilteredByNamespace() throws Exception {
    watching.open(NS, 1);
    watching.open(new Namespace("external"), 2);
    assertThat(json("/watchers.json?namespace=external").at("/watchers").findValuesAsText("remote"))
        .containsExactly("127.0.0.1:2");
  }

  @Test
  void pageTellsWhatToAskForNextUntilThereIsNoMore() throws Exception {
    watching.open(NS, 1);
    watching.open(NS, 2);
    watching.open(NS, 3);
    JsonNode first = json("/watchers.json?limit=2");
    JsonNode second = json("/watchers.json?limit=2&after=" + first.get("next").asText());
    assertThat(first.at("/watchers").findValuesAsText("remote"))
        .containsExactly("127.0.0.1:1", "127.0.0.1:2");
    assertThat(second.at("/watchers").findValuesAsText("remote")).containsExactly("127.0.0.1:3");
    assertThat(second.has("next")).isFalse();
  }

  @Test
  void propagationCountsThoseThatHaveTheNewestVersionAndNamesTheSlowest() throws Exception {
    store.put(NS, Dtab.read("/a => /b"));
    Watcher slow = watching.open(NS, 1);
    Watcher fast = watching.open(NS, 2);
    slow.written(watching.newest(NS));
    Version newest = store.put(NS, Dtab.read("/a => /c"));
    fast.written(watching.newest(NS));
    JsonNode progress = json("/propagation.json?namespace=internal");
    assertThat(progress.get("version").asText()).isEqualTo(newest.base64());
    assertThat(progress.get("reached").asInt()).isEqualTo(1);
    assertThat(progress.get("waiting").asInt()).isEqualTo(1);
    assertThat(progress.get("complete").asBoolean()).isFalse();
    assertThat(progress.at("/slowest/remote").asText()).isEqualTo("127.0.0.1:1");
  }

  /** Long polls say so; who was only sent something may have lost it with its connection. */
  @Test
  void whoSaidThatItHasTheVersionIsCountedAndSoListed() throws Exception {
    Version first = store.put(NS, Dtab.read("/a => /b"));
    Watcher watcher = watching.open(NS, 1);
    watcher.written(watching.newest(NS));
    assertThat(json("/propagation.json?namespace=internal").get("acknowledged").asInt()).isZero();
    assertThat(json("/watchers.json").at("/watchers/0").has("acknowledged")).isFalse();

    watcher.acknowledged(watching.newest(NS));

    assertThat(json("/propagation.json?namespace=internal").get("acknowledged").asInt())
        .isEqualTo(1);
    assertThat(json("/watchers.json").at("/watchers/0/acknowledged").asText())
        .isEqualTo(first.base64());
    store.put(NS, Dtab.read("/a => /c"));
    watcher.written(watching.newest(NS));
    JsonNode progress = json("/propagation.json?namespace=internal");
    assertThat(progress.get("reached").asInt()).isEqualTo(1);
    assertThat(progress.get("acknowledged").asInt()).isZero();
  }

  @Test
  void versionOfANamespaceThatIsNotThereIsNull() throws Exception {
    assertThat(json("/propagation.json?namespace=nobody").get("version").isNull()).isTrue();
  }

  @Test
  void laterStateCountsForAnEarlierVersion() throws Exception {
    Version first = store.put(NS, Dtab.read("/a => /b"));
    watching.newest(NS);
    store.put(NS, Dtab.read("/a => /c"));
    watching.open(NS, 1).written(watching.newest(NS));
    JsonNode progress = json("/propagation.json?namespace=internal&version=" + encoded(first));
    assertThat(progress.get("complete").asBoolean()).isTrue();
    assertThat(progress.has("slowest")).isFalse();
  }

  @Test
  void waitAnswersWhenAllHaveTheVersion() throws Exception {
    store.put(NS, Dtab.read("/a => /b"));
    Watcher watcher = watching.open(NS, 1);
    CompletableFuture<HttpResponse<String>> answer =
        admin.getLater("/propagation.json?namespace=internal&wait=60s&accept=sent");
    assertThat(answer).isNotDone();
    watcher.written(watching.newest(NS));
    assertThat(parsed(answer.get()).get("complete").asBoolean()).isTrue();
  }

  @Test
  void whatWasOnlySentHasNotArrivedUnlessThatIsAccepted() throws Exception {
    store.put(NS, Dtab.read("/a => /b"));
    watching.open(NS, 1).written(watching.newest(NS));

    JsonNode strict = json("/propagation.json?namespace=internal");
    JsonNode lenient = json("/propagation.json?namespace=internal&accept=sent");

    assertThat(strict.get("complete").asBoolean()).isTrue();
    assertThat(strict.get("accept").asText()).isEqualTo("delivered");
    assertThat(strict.get("arrived").asBoolean()).isFalse();
    assertThat(strict.at("/replicas/0/missing").asInt()).isEqualTo(1);
    assertThat(lenient.get("arrived").asBoolean()).isTrue();
    assertThat(lenient.get("states").toString())
        .isEqualTo("{\"unknown\":0,\"sent\":1,\"delivered\":0,\"acknowledged\":0,\"rejected\":0}");
  }

  @Test
  void whereNobodySaidWhetherThereAreOtherReplicasItSpeaksForItself() throws Exception {
    store.put(NS, Dtab.read("/a => /b"));
    JsonNode progress = json("/propagation.json?namespace=internal");
    assertThat(progress.get("scope").asText()).isEqualTo("this replica only");
    assertThat(progress.get("replicas")).hasSize(1);
    assertThat(progress.at("/replicas/0/self").asBoolean()).isTrue();
    assertThat(progress.at("/replicas/0/state").asText()).isEqualTo("answered");
  }

  @Test
  void theHttpApiTellsTheSame() throws Exception {
    store.put(NS, Dtab.read("/a => /b"));
    watching.open(NS, 1).written(watching.newest(NS));
    assertThat(json("/api/1/propagation/internal?accept=sent"))
        .isEqualTo(json("/propagation.json?namespace=internal&accept=sent"));
    assertThat(admin.get("/api/1/propagation/-x").statusCode()).isEqualTo(400);
  }

  @Test
  void watchersOfAllReplicasSayWhereTheyAre() throws Exception {
    watching.open(NS, 1);
    watching.open(NS, 2);
    JsonNode first = json("/watchers.json?replicas=all&limit=1");
    JsonNode second =
        json("/watchers.json?replicas=all&limit=1&after=" + first.get("next").asText());
    assertThat(first.get("scope").asText()).isEqualTo("this replica only");
    assertThat(first.at("/replicas/0/watchers").asInt()).isEqualTo(2);
    assertThat(first.at("/watchers/0/replica")).isEqualTo(first.at("/replicas/0/name"));
    assertThat(first.at("/watchers/0/remote").asText()).isEqualTo("127.0.0.1:1");
    assertThat(second.at("/watchers/0/remote").asText()).isEqualTo("127.0.0.1:2");
    assertThat(second.has("next")).isFalse();
  }

  /** Replicas send each other whole pages, which have to fit in what they take of each other. */
  @Test
  void longTextsAreCutInPagesOfAllReplicas() throws Exception {
    Dtab dtab = Dtab.read("/svc/%s => /b".formatted("x".repeat(5_000)));
    watching.open(new Question.Bind(NS, Path.read("/svc/" + "p".repeat(500)), dtab), 1);

    JsonNode whole = json("/watchers.json").at("/watchers/0");
    JsonNode cut = json("/watchers.json?replicas=all").at("/watchers/0");

    assertThat(whole.get("dtab").asText()).isEqualTo(dtab.show());
    assertThat(cut.get("dtab").asText()).isEqualTo("/svc/%s...".formatted("x".repeat(495)));
    assertThat(cut.get("path").asText()).isEqualTo("/svc/%s...".formatted("p".repeat(495)));
  }

  @Test
  void aPageOfAThousandOfTheLongestWatchersFits() throws Exception {
    var longest =
        new Question.Bind(
            new Namespace("n".repeat(Namespace.MAX_LENGTH)),
            Path.read("/" + "\\x80".repeat(1_000)),
            Dtab.read("/svc/%s => /b".formatted("\\x80".repeat(1_000))));
    for (int i = 0; i < Watchers.MAX_PAGE; i++) {
      watching.open(longest, 1 + i);
    }
    HttpResponse<String> page = admin.get("/peers/v1/watchers?limit=" + Watchers.MAX_PAGE);
    assertThat(parsed(page).get("watchers")).hasSize(Watchers.MAX_PAGE);
    assertThat(page.body().getBytes(StandardCharsets.UTF_8))
        .hasSizeBetween(Watchers.MAX_PAGE * 1024, Watchers.MAX_PAGE * 4 * 1024);
  }

  @Test
  void waitThatIsOverSaysWhoHasNotGotIt() throws Exception {
    store.put(NS, Dtab.read("/a => /b"));
    watching.open(NS, 1);
    JsonNode progress = json("/propagation.json?namespace=internal&wait=20ms");
    assertThat(progress.get("complete").asBoolean()).isFalse();
    assertThat(progress.get("waiting").asInt()).isEqualTo(1);
  }

  @Test
  void versionThatNobodyKnowsIsNotFound() throws Exception {
    store.put(NS, Dtab.EMPTY);
    HttpResponse<String> answer =
        admin.get("/propagation.json?namespace=internal&version=" + encoded(Version.of(99)));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("is not among the last that this server saw");
  }

  @Test
  void plusSignOfACopiedVersionMayStayUnencoded() throws Exception {
    Version plus = Version.of(new byte[] {(byte) 0xfb, (byte) 0xef, (byte) 0xbe});
    assertThat(plus.base64()).contains("+");
    HttpResponse<String> answer =
        admin.get("/propagation.json?namespace=internal&version=" + plus.base64());
    assertThat(answer.body()).contains("Version " + plus.base64());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "/propagation.json | The query parameter 'namespace' is required",
        "/propagation.json?namespace=-x | Invalid namespace '-x'",
        "/propagation.json?namespace=a&version=%21 | Invalid version '!': give the ETag",
        "/propagation.json?namespace=a&wait=5 | Invalid 'wait': '5' is not a duration",
        "/propagation.json?namespace=a&wait=2m | Invalid 'wait': '2m' is too long; at most 60s",
        "/propagation.json?namespace=a&accept=all | Invalid 'accept': 'all' is not delivered or sent",
        "/watchers.json?replicas=some | Invalid 'replicas': 'some' is not this or all",
        "/watchers.json?replicas=all&after=5 | Invalid 'after': '5' is not the 'next' of a page",
        "/watchers.json?limit=0 | Invalid 'limit': '0' is not a number from 1 to 1000",
        "/watchers.json?limit=x | Invalid 'limit': 'x' is not a number from 1 to 1000",
        "/watchers.json?after=-1 | Invalid 'after': '-1' is not a number from 0",
        "/watchers.json?namespace=a%20b | Invalid namespace 'a b'",
      })
  void wrongParameterIsNamed(String target, String reason) throws Exception {
    HttpResponse<String> answer = admin.get(target);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(reason);
  }

  private static String encoded(Version version) {
    return URLEncoder.encode(version.base64(), StandardCharsets.UTF_8);
  }

  private JsonNode json(String target) throws IOException, InterruptedException {
    return parsed(admin.get(target));
  }

  private static JsonNode parsed(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }
}
