package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.dtabd.server.ProgramRun.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that ask each other, on one store. */
class ReplicasTest {

  private static final String DTAB = "/host/world => /srv/v1";

  @TempDir private Path folder;

  private ReplicaSet replicas;
  private Path secret;

  @BeforeEach
  void prepare() throws IOException {
    replicas = new ReplicaSet(folder, 3);
    secret = Files.writeString(folder.resolve("secret"), "a secret of the replicas\n");
  }

  @AfterEach
  void stop() throws IOException {
    replicas.close();
  }

  private String startAll(String peers) throws Exception {
    String one = ReplicaSet.url(replicas.start(0, peers));
    replicas.start(1, peers);
    replicas.start(2, peers);
    replicas.put(one, DTAB);
    return one;
  }

  private String withSecret() {
    return ", secretFile: '" + secret + "'";
  }

  private Result shift(String url, String... more) {
    String[] args = new String[6 + more.length];
    System.arraycopy(
        new String[] {"shift", "internal", "/host/world", "--to", "/srv/v2", "--finish"},
        0,
        args,
        0,
        6);
    System.arraycopy(more, 0, args, 6, more.length);
    return ProgramRun.in(folder).with("NAMERCTL_BASE_URL", url).run(args);
  }

  @Test
  void aChangeHasArrivedWhenAllWatchersOfAllReplicasHaveIt() throws Exception {
    String one = ReplicaSet.url(replicas.start(0, withSecret()));
    String two = ReplicaSet.url(replicas.start(1, withSecret()));
    String three = ReplicaSet.url(replicas.start(2, withSecret()));
    replicas.put(one, DTAB);
    replicas.watch(two);
    replicas.watch(three);
    replicas.watch(three);

    JsonNode progress = replicas.propagation(one, "60s");

    assertThat(progress.get("arrived").asBoolean()).as(progress.toPrettyString()).isTrue();
    assertThat(progress.get("scope").asText()).isEqualTo("all replicas");
    assertThat(progress.at("/states/delivered").asInt()).isEqualTo(3);
    assertThat(progress.get("replicas")).hasSize(3);
    assertThat(progress.at("/replicas/0/self").asBoolean()).isTrue();
    assertThat(progress.get("reached").asInt()).as("of this replica").isZero();
    assertThat(
            replicas
                .json(
                    "http://%s/propagation.json?namespace=internal".formatted(replicas.address(1)))
                .at("/states/delivered")
                .asInt())
        .isEqualTo(3);
  }

  @Test
  void theCommandLineWaitsForAllOfThem() throws Exception {
    String one = startAll(withSecret());
    replicas.watch(one);
    Result result = shift(one, "--wait=1m");
    assertThat(result.out())
        .endsWith("The one watcher on 3 replicas has it: 1 delivered (%s)\n".formatted(one));
    assertThat(result.status()).isZero();
    assertThat(
            shift(one, "--wait=1m", "--accept", "sent", "--admin", "http://" + replicas.address(2))
                .out())
        .contains("The one watcher on 3 replicas has it: 1 ");
  }

  @Test
  void aReplicaThatIsNotThereIsNamedAndNothingHasArrived() throws Exception {
    String one = ReplicaSet.url(replicas.start(0, ""));
    replicas.start(1, "");
    replicas.put(one, DTAB);

    Result result = shift(one, "--wait=3s");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out())
        .endsWith(
            "Nobody watches it on 2 of 3 replicas; silent: %s refused the connection (%s)\n"
                .formatted(replicas.address(2), one));
  }

  @Test
  void aReplicaThatComesInTimeIsWaitedFor() throws Exception {
    String one = ReplicaSet.url(replicas.start(0, ""));
    replicas.start(1, "");
    replicas.put(one, DTAB);
    assertThat(replicas.propagation(one, "0s").get("arrived").asBoolean()).isFalse();
    replicas.start(2, "");
    assertThat(replicas.propagation(one, "60s").get("arrived").asBoolean()).isTrue();
  }

  @Test
  void aReplicaWithAnotherSecretIsSilent() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "quite another secret");
    String one = ReplicaSet.url(replicas.start(0, withSecret()));
    replicas.start(1, withSecret());
    replicas.start(2, ", secretFile: '" + other + "'");
    replicas.put(one, DTAB);

    JsonNode progress = replicas.propagation(one, "0s");

    assertThat(progress.get("arrived").asBoolean()).isFalse();
    assertThat(progress.get("replicas").findValuesAsText("state"))
        .containsExactly("answered", "answered", "silent");
    assertThat(progress.at("/replicas/2/reason").asText())
        .isEqualTo("rejected the request (401): The secret is not that of this replica");
  }

  @Test
  void theApiBetweenReplicasWantsTheSecretWhereThereIsOne() throws Exception {
    replicas.start(0, withSecret());
    replicas.start(1, "");
    String target = "/peers/v1/watchers";
    assertThat(replicas.status("http://" + replicas.address(0) + target)).isEqualTo(401);
    assertThat(replicas.status("http://" + replicas.address(1) + target)).isEqualTo(200);
  }

  /** It responds to what it does not know as every version did. */
  @Test
  void aReplicaOfTheVersionBeforeIsSilent() throws Exception {
    HttpServer older =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), replicas.adminPort(2)), 0);
    older.createContext(
        "/",
        exchange -> {
          byte[] text = "There is nothing at /peers/v1/propagation\n".getBytes(UTF_8);
          exchange.sendResponseHeaders(404, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    older.start();
    try {
      String one = ReplicaSet.url(replicas.start(0, ""));
      replicas.start(1, "");
      replicas.put(one, DTAB);
      assertThat(shift(one, "--wait=1s").out())
          .contains(
              "silent: %s does not have the replicas' API (404): it is an older version"
                  .formatted(replicas.address(2)));
    } finally {
      older.stop(0);
    }
  }

  @Test
  void aServerOfTheVersionBeforeIsAskedOnItsAdminPortAndSaidToBeOlder() throws Exception {
    HttpServer older =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    older.createContext(
        "/propagation.json",
        exchange -> {
          byte[] text =
              "{\"complete\":true,\"reached\":2,\"acknowledged\":0,\"waiting\":0}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    older.start();
    try {
      String one = ReplicaSet.url(replicas.start(0, ""));
      replicas.put(one, DTAB);
      Result result =
          shift(one, "--wait=1s", "--admin", "http://127.0.0.1:" + older.getAddress().getPort());
      assertThat(result.status()).isZero();
      assertThat(result.out())
          .contains(
              "It was sent to all 2 watchers; this replica only; whether clients have it is not"
                  + " known, for the server is an older version (http://");
    } finally {
      older.stop(0);
    }
  }

  @Test
  void watchersOfAllReplicasAreListedPageByPage() throws Exception {
    String one = ReplicaSet.url(replicas.start(0, withSecret()));
    String two = ReplicaSet.url(replicas.start(1, withSecret()));
    replicas.put(one, DTAB);
    for (int i = 0; i < 3; i++) {
      replicas.watch(one);
      replicas.watch(two);
    }
    String target =
        "http://" + replicas.address(0) + "/watchers.json?namespace=internal&replicas=all&limit=2";
    int found = 0;
    String after = "";
    do {
      JsonNode page = replicas.json(target + after);
      found += page.get("watchers").size();
      assertThat(page.get("watchers").findValues("replica")).hasSize(page.get("watchers").size());
      assertThat(page.get("replicas").findValuesAsText("state"))
          .containsExactly("answered", "answered", "silent");
      after = page.has("next") ? "&after=" + page.get("next").asText() : "";
    } while (!after.isEmpty());
    assertThat(found).isEqualTo(6);
  }

  @Test
  void theOverviewCountsTheWatchersOfAllReplicas() throws Exception {
    String one = ReplicaSet.url(replicas.start(0, withSecret()));
    String two = ReplicaSet.url(replicas.start(1, withSecret()));
    replicas.put(one, DTAB);
    replicas.watch(one);
    replicas.watch(two);
    replicas.watch(two);

    JsonNode overview = replicas.json("http://%s/api/1/overview".formatted(replicas.address(0)));

    assertThat(overview.at("/namespaces/0/name").asText()).isEqualTo("internal");
    assertThat(overview.at("/namespaces/0/watchers").asInt())
        .as(overview.toPrettyString())
        .isEqualTo(3);
    assertThat(overview.at("/replicas/scope").asText()).isEqualTo("all replicas");
    assertThat(overview.at("/replicas/answered").asInt()).isEqualTo(2);
    assertThat(overview.at("/replicas/silent")).hasSize(1);
    assertThat(overview.at("/replicas/silent/0/name").asText()).isEqualTo(replicas.address(2));
    assertThat(overview.at("/replicas/silent/0/reason").asText())
        .isEqualTo("refused the connection");
  }

  @Test
  void aNamespaceThatIsGoneHasArrivedWhenAllKnowThat() throws Exception {
    String one = startAll("");
    assertThat(replicas.json(one + "/api/1/propagation/nobody?wait=60s").get("arrived").asBoolean())
        .isTrue();
  }
}
