package io.dtabd.api;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.api.PlainClient.Answer;
import io.dtabd.api.PlainClient.Exchange;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.naming.DtabTables;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.store.Namespace;
import io.dtabd.testing.servers.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreviewApiTest {

  private static final Namespace INTERNAL = new Namespace("internal");
  private static final int TABLES = 1_000;

  private ApiServer server = ApiServer.start();
  private PlainClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
  }

  private void stored(String dtab) throws Exception {
    server.store().put(INTERNAL, Dtab.read(dtab));
  }

  private Answer post(String query, Map<String, String> headers, String dtab) throws IOException {
    return client.call("POST", "/api/1/preview/internal" + query, headers, dtab);
  }

  private JsonNode preview(String query, String dtab) throws IOException {
    Answer answer = post(query, Map.of("Content-Type", "application/dtab"), dtab);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private Exchange watcher(String path, String local) throws IOException {
    Exchange watcher =
        client.watch(
            "/api/1/bind/internal?watch=true&path=%s&dtab=%s"
                .formatted(encode(path, UTF_8), encode(local, UTF_8)));
    assertThat(watcher.next()).isPresent();
    return watcher;
  }

  @Test
  void namesOfWatchersThatWouldMeanSomethingElseAreListed() throws Exception {
    stored("/svc => /$/inet/127.1 ; /other => /$/inet/127.1/1");
    try (Exchange _ = watcher("/svc/80", "");
        Exchange _ = watcher("/svc/80", "");
        Exchange _ = watcher("/svc/80", "/svc => /$/inet/9");
        Exchange _ = watcher("/other", "")) {
      JsonNode preview = preview("", "/svc => /$/inet/127.2 ; /other => /$/inet/127.1/1");
      assertThat(preview.get("differing").asInt()).isOne();
      assertThat(preview.get("unchanged").asInt()).isEqualTo(2);
      assertThat(preview.get("truncated").asBoolean()).isFalse();
      assertThat(preview.get("version").asText())
          .isEqualTo(server.store().read(INTERNAL).orElseThrow().version().base64());
      assertThat(preview.get("names")).hasSize(1);
      JsonNode name = preview.at("/names/0");
      assertThat(name.get("path").asText()).isEqualTo("/svc/80");
      assertThat(name.get("dtab").asText()).isEmpty();
      assertThat(name.get("watchers").asInt()).isEqualTo(2);
      assertThat(name.at("/before/bound/id").asText()).isEqualTo("/$/inet/127.1/80");
      assertThat(name.at("/after/bound/id").asText()).isEqualTo("/$/inet/127.2/80");
      assertThat(name.get("differs").asBoolean()).isTrue();
      assertThat(name.get("problem").isNull()).isTrue();
    }
    assertThat(server.store().read(INTERNAL).orElseThrow().dtab().show()).contains("127.1");
  }

  @Test
  void watchersWithADtabOfTheirOwnAreComparedWithIt() throws Exception {
    stored("/a => /$/inet/1 ; /b => /$/inet/2");
    try (Exchange _ = watcher("/x", "/x => /a")) {
      JsonNode name = preview("", "/a => /$/inet/3").at("/names/0");
      assertThat(name.get("dtab").asText()).isEqualTo("/x=>/a");
      assertThat(name.at("/after/bound/id").asText()).isEqualTo("/$/inet/3");
    }
  }

  @Test
  void namesThatAreAskedForAreListedInAnyCase() throws Exception {
    stored("/a => /$/inet/1");
    JsonNode preview = preview("?path=/a&path=/b", "/a => /$/inet/1");
    assertThat(preview.get("names")).hasSize(2);
    assertThat(preview.at("/names/0/differs").asBoolean()).isFalse();
    assertThat(preview.at("/names/1/after/type").asText()).isEqualTo("neg");
    assertThat(preview.get("differing").asInt()).isZero();
  }

  @Test
  void namespaceThatIsNotThereIsComparedAsEmpty() throws Exception {
    JsonNode preview = preview("?path=/a", "/a => /$/inet/1");
    assertThat(preview.get("version").isNull()).isTrue();
    assertThat(preview.at("/names/0/before/type").asText()).isEqualTo("neg");
  }

  @Test
  void nameThatCannotBeBoundSaysWhy() throws Exception {
    JsonNode name = preview("?path=/a", "/a => /a").at("/names/0");
    assertThat(name.get("after").isNull()).isTrue();
    assertThat(name.get("problem").asText()).contains("Max recursion level");
  }

  @Test
  void namerThatDoesNotAnswerIsWaitedForAndThenSaid() throws Exception {
    JsonNode name = preview("?path=/a", "/a => /#/slow").at("/names/0");
    assertThat(name.get("problem").asText()).contains("timed out waiting for a namer");
  }

  @Test
  void findingsHaveTheirLine() throws Exception {
    JsonNode finding =
        preview("", "# a comment\n/svc => /host ;\n/host => /#/nosuch").at("/findings/0");
    assertThat(finding.get("severity").asText()).isEqualTo("error");
    assertThat(finding.get("kind").asText()).isEqualTo("unknownNamer");
    assertThat(finding.get("line").asInt()).isEqualTo(3);
    assertThat(finding.get("dentry").asText()).isEqualTo("/host => /#/nosuch");
    assertThat(finding.get("message").asText()).contains("/#/nosuch");
  }

  @Test
  void whatIsNoDtabIsRefusedAsAWriteRefusesIt() throws Exception {
    Map<String, String> type = Map.of("Content-Type", "application/dtab");
    Answer refused = post("", type, "/a => ;\n");
    Answer written = client.call("PUT", "/api/1/dtabs/internal", type, "/a => ;\n");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).isEqualTo(written.body());
  }

  @Test
  void editorIsToldWhereTheDtabIsWrong() throws Exception {
    Answer refused =
        post(
            "",
            Map.of("Content-Type", "application/dtab", "Accept", "application/json"),
            "/a => /b ;\n/c = /d");
    assertThat(refused.status()).isEqualTo(400);
    JsonNode json = refused.json();
    assertThat(json.get("error").asText()).startsWith("Invalid dtab: '>' expected");
    assertThat(json.get("line").asInt()).isEqualTo(2);
    assertThat(json.get("column").asInt()).isEqualTo(5);
    assertThat(json.get("offset").asInt()).isEqualTo(15);
    assertThat(json.get("excerpt").asText()).contains("[ ]");
  }

  @Test
  void jsonIsReadToo() throws Exception {
    Answer answer =
        post(
            "?path=/a",
            Map.of("Content-Type", "application/json"),
            "[{\"prefix\":\"/a\",\"dst\":\"/$/inet/1\"}]");
    assertThat(answer.json().at("/names/0/after/bound/id").asText()).isEqualTo("/$/inet/1");
  }

  @Test
  void moreNamesThanArePermittedAreRefused() throws Exception {
    Answer refused =
        post("?" + "path=/a&".repeat(101), Map.of("Content-Type", "application/dtab"), "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("at most 100");
  }

  @Test
  void unknownCheckIsRefusedBeforeTheTableIsRead() throws Exception {
    Answer refused = post("?check=maybe", Map.of("Content-Type", "application/dtab"), "/a => ;");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).startsWith("Invalid 'check': 'maybe'");
  }

  /** What a preview shows is what is there once the dtab was written. */
  @Test
  void previewComesTrue() throws Exception {
    long first = Long.getLong("dtabd.seed", System.nanoTime());
    for (long seed = first; seed < first + TABLES; seed++) {
      var tables = new DtabTables(new SplittableRandom(seed));
      String table = tables.table();
      List<String> paths = List.of(tables.path(), tables.path());
      JsonNode names =
          preview("?path=" + paths.get(0) + "&path=" + paths.get(1), table).get("names");
      JsonNode before = bind(paths.get(0));
      stored(table);
      for (JsonNode name : names) {
        JsonNode bound = bind(name.get("path").asText());
        assertThat(name.get("after"))
            .as("%s in\n%s\nagain with -Ddtabd.seed=%d", name, table, seed)
            .isEqualTo(bound);
      }
      assertThat(names.get(0).get("before")).isEqualTo(before);
      assertThat(names.get(0).get("differs").asBoolean())
          .isEqualTo(
              !names.get(0).get("problem").equals(names.get(0).get("problemBefore"))
                  || !before.equals(bind(paths.get(0))));
    }
  }

  /** Null where it cannot be bound. */
  private JsonNode bind(String path) throws IOException {
    Answer answer = client.get("/api/1/bind/internal?path=" + path);
    return answer.status() == 200 ? answer.json() : new ObjectMapper().nullNode();
  }

  @Test
  void hostileTableDelaysItsOwnPreviewAlone() throws Exception {
    server.close();
    server = ApiServer.start(World.builder().previewTime(Duration.ofSeconds(1)), ApiServer.PATIENT);
    client = server.client();
    stored("/a => /$/inet/1");
    var hostile = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      hostile.append("/h").append(i).append(" => /h").append(i + 1).append("/x | /h");
      hostile.append(i + 1).append("/y ;\n");
    }
    var paths = new StringBuilder("?path=/h0");
    for (int i = 1; i < 100; i++) {
      paths.append("&path=/h").append(i % 40).append("/p").append(i);
    }
    try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Answer>>();
      for (int i = 0; i < 4; i++) {
        Callable<Answer> task =
            () ->
                post(
                    paths.toString(),
                    Map.of("Content-Type", "application/dtab"),
                    hostile.toString());
        running.add(others.submit(task));
      }
      await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () -> {
                assertThat(bind("/a").at("/bound/id").asText()).isEqualTo("/$/inet/1");
                return running.stream().allMatch(Future::isDone);
              });
      var statuses = new TreeSet<Integer>();
      for (Future<Answer> each : running) {
        statuses.add(each.get().status());
      }
      // Those that came while two were under way may have been sent away.
      assertThat(statuses).contains(200).isSubsetOf(200, 503);
    }
  }

  @Test
  void moreNamesThanAPersonReadsAreCounted() throws Exception {
    stored("/svc => /$/inet/1");
    int names = 250;
    for (int i = 0; i < names; i++) {
      server
          .world()
          .watchers()
          .open(
              Protocol.HTTP,
              server.address(),
              new Question.Bind(INTERNAL, Path.of("svc", "n" + i), Dtab.EMPTY));
    }
    JsonNode preview = preview("", "/svc => /$/inet/2");
    assertThat(preview.get("names")).hasSizeLessThan(names);
    assertThat(preview.get("differing").asInt()).isEqualTo(names);
    assertThat(preview.get("truncated").asBoolean()).isTrue();
  }

  @Test
  void treesThatAreTooLargeToReadAreLeftOut() throws Exception {
    String wide = "/$/inet/1 & ".repeat(9_000) + "/$/inet/1";
    JsonNode preview = preview("?path=/a&path=/a/b&path=/a/c", "/a => " + wide);
    assertThat(preview.get("names")).hasSize(2);
    assertThat(preview.get("truncated").asBoolean()).isTrue();
  }
}
