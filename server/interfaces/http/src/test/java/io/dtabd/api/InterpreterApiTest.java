package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.api.PlainClient.Answer;
import io.dtabd.dtab.NameTree;
import io.dtabd.live.LiveCell;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.testing.servers.World;
import io.dtabd.testing.servers.WorldBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterpreterApiTest {

  private static final List<String> QUESTIONS = List.of("bind", "addr", "resolve", "delegate");

  private ApiServer server = ApiServer.start();
  private PlainClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void questionWithoutPathIsToldSo() throws IOException {
    for (String question : QUESTIONS) {
      Answer answer = client.get("/api/1/" + question + "/ns");
      assertThat(answer.status()).as(question).isEqualTo(400);
      assertThat(answer.body()).contains("'path' is missing");
    }
  }

  @Test
  void pathThatDoesNotParseIsQuotedWithThePlace() throws IOException {
    for (String question : QUESTIONS) {
      for (String watch : List.of("", "&watch=true")) {
        Answer answer = client.get("/api/1/" + question + "/ns?path=/a//b" + watch);
        assertThat(answer.status()).as(question).isEqualTo(400);
        assertThat(answer.body()).contains("Invalid path: /a//b / ", "'/a/[/]b'");
      }
    }
  }

  @Test
  void emptyPathParameterIsRefused() throws IOException {
    assertThat(client.get("/api/1/bind/ns?path=").status()).isEqualTo(400);
  }

  @Test
  void namespaceThatBreaksTheRuleIsRefused() throws IOException {
    for (String question : QUESTIONS) {
      Answer answer = client.get("/api/1/" + question + "/n%20s?path=/a");
      assertThat(answer.status()).as(question).isEqualTo(400);
      assertThat(answer.body()).contains("1 to 253");
    }
  }

  @Test
  void localDtabThatDoesNotParseIsRefusedWithThePlace() throws IOException {
    for (String question : List.of("bind", "resolve", "delegate")) {
      Answer answer = client.get("/api/1/" + question + "/ns?path=/a&dtab=/a");
      assertThat(answer.status()).as(question).isEqualTo(400);
      assertThat(answer.body()).contains("Invalid dtab: ", "line 1, column 3");
    }
  }

  @Test
  void emptyLocalDtabIsNone() throws IOException {
    client.put("/api/1/dtabs/ns", "/svc => /$/inet/1");

    assertThat(client.get("/api/1/bind/ns?path=/svc&dtab=").body())
        .isEqualTo(client.get("/api/1/bind/ns?path=/svc").body())
        .contains("/$/inet/1");
  }

  @Test
  void localDtabWinsOverTheNamespaces() throws IOException {
    client.put("/api/1/dtabs/ns", "/svc => /$/inet/1");

    assertThat(client.get("/api/1/bind/ns?path=/svc&dtab=/svc%20=%3E%20/$/inet/2").body())
        .contains("/$/inet/2");
  }

  @Test
  void boundTreeAndAddressesAreJsonLines() throws IOException {
    for (String question : List.of("bind", "addr", "resolve")) {
      Answer answer = client.get("/api/1/" + question + "/ns?path=/$/inet/80");
      assertThat(answer.header("content-type")).as(question).contains("application/json");
      assertThat(answer.body()).endsWith("}\n");
    }
  }

  @Test
  void delegationHasNoNewlineAtTheEnd() throws IOException {
    assertThat(client.get("/api/1/delegate/ns?path=/a").body())
        .isEqualTo("{\"type\":\"neg\",\"path\":\"/a\"}");
  }

  @Test
  void loopsAndDoublingTablesAreErrorsThatNameThePath() throws IOException {
    var doubling = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      doubling.append("/a%d => /a%d & /a%d ;".formatted(i, i + 1, i + 1));
    }
    for (String dtab : List.of("/a0 => /a0", "/a0 => /a0/b", doubling.toString())) {
      client.put("/api/1/dtabs/ns", dtab);
      for (String question : List.of("bind", "resolve", "delegate")) {
        Answer answer = client.get("/api/1/" + question + "/ns?path=/a0");
        assertThat(answer.status()).as(question + " " + dtab).isEqualTo(500);
        assertThat(answer.body()).contains("/a0").hasSizeLessThan(2_000);
      }
    }
  }

  @Test
  void transformerPrefixOfAnIdIsTakenOff() throws IOException {
    assertThat(client.get("/api/1/addr/ns?path=/%25/io.l5d.port/4140/$/inet/80").body())
        .isEqualTo(client.get("/api/1/addr/ns?path=/$/inet/80").body());
  }

  @Test
  void delegationWithoutNamespaceGoesByTheGivenDtab() throws IOException {
    client.put("/api/1/dtabs/ns", "/a => /$/inet/1");

    assertThat(client.get("/api/1/delegate?path=/a&dtab=/a=%3E/$/inet/2").body())
        .contains("/$/inet/2");
    assertThat(client.get("/api/1/delegate?path=/a&namespace=ns").body()).contains("/$/inet/1");
  }

  @Test
  void delegationMayBeAskedAsJson() throws IOException {
    client.put("/api/1/dtabs/ns", "/a => /b");

    Answer answer = delegate("{\"namespace\":\"ns\",\"dtab\":\"/b => /$/inet/2\",\"path\":\"/a\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("/$/inet/2");
  }

  @Test
  void delegationAskedWrongIsToldHow() throws IOException {
    for (String body :
        List.of(
            "",
            "[]",
            "{",
            "{\"dtab\":\"\"}",
            "{\"path\":\"/a\"}",
            "{\"dtab\":7,\"path\":\"/a\"}")) {
      Answer answer = delegate(body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.body()).as(body).isNotBlank();
    }
    assertThat(delegate("{\"dtab\":\"/a =>\",\"path\":\"/a\"}").body()).contains("line 1");
    assertThat(delegate("{\"namespace\":\"-\",\"path\":\"/a\"}").status()).isEqualTo(400);
  }

  @Test
  void namerThatHasNotAnsweredIsWaitedForAWhile() throws IOException {
    restart(World.builder().answerLimit(ApiServer.SHORT), ApiServer.PATIENT);
    for (String question : List.of("bind", "addr", "resolve")) {
      Answer answer = client.get("/api/1/" + question + "/ns?path=/%23/slow/a");
      assertThat(answer.status()).as(question).isEqualTo(503);
      assertThat(answer.header("retry-after")).isPresent();
    }
  }

  @Test
  void namerThatAnswersWhileAClientWaitsIsHeard() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> client.get("/api/1/bind/ns?path=/%23/slow/a"));

      server.world().slowNamer().set(State.ok(NameTree.empty()));

      assertThat(answer.get().body()).isEqualTo("{\"type\":\"empty\"}\n");
    }
  }

  @Test
  void namerThatFailsIsA500WithItsReason() throws IOException {
    server.world().slowNamer().set(State.failed("the registry says no"));

    Answer answer = client.get("/api/1/bind/ns?path=/%23/slow/a");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("the registry says no");
  }

  @Test
  void addressesThatAreNotKnownYetAreWaitedFor() throws Exception {
    LiveCell<Addr> addr = server.world().slowAddr();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> client.get("/api/1/bind/ns?path=/%23/slow/a"));

      addr.set(State.ok(new Addr.Neg()));

      assertThat(answer.get().body()).contains("\"addr\":{\"type\":\"neg\"}");
    }
  }

  @Test
  void treeIsAnsweredWithoutAddressesThatDoNotBecomeKnown() throws IOException {
    restart(World.builder(), new Patience(ApiServer.LONG, ApiServer.SHORT));
    server.world().slowAddr();

    assertThat(client.get("/api/1/bind/ns?path=/%23/slow/a").body())
        .contains("\"addr\":{\"type\":\"pending\"}", "\"id\":\"/#/slow/a\"");
  }

  @Test
  void delegationShowsANamerThatHasNotAnsweredAsSuch() throws IOException {
    restart(World.builder().settleTime(ApiServer.SHORT), ApiServer.PATIENT);
    Answer answer = client.get("/api/1/delegate/ns?path=/%23/slow/a");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("\"type\":\"exception\"");
  }

  @Test
  void boundNamesAreListed() throws IOException {
    assertThat(client.get("/api/1/bound-names").body()).isEqualTo("[]\n");
  }

  @Test
  void hugeQueryIsRefused() throws IOException {
    Answer answer = client.get("/api/1/bind/ns?path=/" + "a".repeat(1 << 20));

    assertThat(answer.status()).isEqualTo(414);
  }

  private void restart(WorldBuilder world, Patience patience) {
    server.close();
    server = ApiServer.start(world, patience);
    client = server.client();
  }

  private Answer delegate(String json) throws IOException {
    return client.call("POST", "/api/1/delegate", Map.of("Content-Type", "application/json"), json);
  }
}
