package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.store.Version;
import io.dtabd.testing.servers.ScriptedStore;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminApiTest {

  private final ScriptedStore store = new ScriptedStore();
  private RunningAdmin admin;

  @BeforeEach
  void start() throws IOException {
    admin = new RunningAdmin(store);
  }

  @AfterEach
  void stop() throws InterruptedException {
    admin.close();
  }

  private void restart(String settings) throws Exception {
    admin.close();
    admin = new RunningAdmin(store, settings);
  }

  @ParameterizedTest
  @CsvSource({
    "/,                         200, text/html;charset=UTF-8",
    "/dtab/internal,            200, text/html;charset=UTF-8",
    "/dtab/internal/,           404, text/plain;charset=UTF-8",
    "/dtab/nope,                404, text/plain;charset=UTF-8",
    "/admin,                    200, text/plain;charset=UTF-8",
    "/admin/ping,               200, text/plain;charset=UTF-8",
    "/admin/ready,              200, text/plain;charset=UTF-8",
    "/admin/server_info,        200, application/json;charset=UTF-8",
    "/config.json,              200, application/json;charset=UTF-8",
    "/admin/metrics.json,       200, application/json",
    "/admin/metrics/prometheus, 200, text/plain; version=0.0.4; charset=utf-8",
    "/logging.json,             200, application/json",
    "/nothing,                  404, text/plain;charset=UTF-8",
  })
  void everyAddressHasItsStatusAndType(String path, int status, String type) throws Exception {
    store.holds("internal", Version.of(1), "/a => /b");
    HttpResponse<String> answer = admin.get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
  }

  @Test
  void pingAnswersPong() throws Exception {
    assertThat(admin.get("/admin/ping").body()).isEqualTo("pong");
  }

  @Test
  void readyIs503WithTheReasonUntilTheStoreHasAnswered() throws Exception {
    HttpResponse<String> before = admin.get("/admin/ready");
    assertThat(before.statusCode()).isEqualTo(503);
    assertThat(before.body()).contains("the store has not answered yet");
    store.isEmpty();
    assertThat(admin.get("/admin/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void configIsTheOneInUse() throws Exception {
    assertThat(json(admin.get("/config.json")).at("/storage/kind").asText())
        .isEqualTo("io.l5d.inMemory");
  }

  @Test
  void serverInfoTellsWhichProgramRunsSinceWhen() throws Exception {
    JsonNode info = json(admin.get("/admin/server_info"));
    assertThat(info.get("name").asText()).isEqualTo("dtabd");
    assertThat(info.get("version").asText()).isEqualTo("1.2.3");
    assertThat(info.get("build").asText()).isEqualTo("abc1234");
    assertThat(info.get("start_time").asText()).isEqualTo("2026-01-02T03:02:35Z");
    assertThat(info.get("uptime").asLong()).isEqualTo(90_000);
    assertThat(info.get("java").asText()).isEqualTo("25");
    assertThat(info.get("pid").asLong()).isEqualTo(4711);
  }

  @Test
  void shutdownIsForPostOnly() throws Exception {
    HttpResponse<String> answer = admin.get("/admin/shutdown");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
    assertThat(admin.stopped.getCount()).isOne();
  }

  @Test
  void shutdownAnswersAndThenStops() throws Exception {
    assertThat(admin.post("/admin/shutdown").statusCode()).isEqualTo(200);
    admin.stopped.await();
  }

  @Test
  void pageOfAnotherSiteCannotShutDown() throws Exception {
    HttpResponse<String> answer =
        admin.send(
            admin
                .request("/admin/shutdown")
                .header("Origin", "http://evil.example")
                .POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(admin.stopped.getCount()).isOne();
  }

  @Test
  void listNamesEveryAddress() throws Exception {
    assertThat(admin.get("/admin").body())
        .contains("/admin/ping", "/admin/shutdown", "/admin/metrics/prometheus", "/dtab/{ns}");
  }

  @Test
  void levelThatIsPostedIsInEffect() throws Exception {
    org.slf4j.LoggerFactory.getLogger("io.dtabd.test.quiet");
    HttpResponse<String> answer =
        admin.post("/logging.json?logger=io.dtabd.test.quiet&level=error");
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(json(admin.get("/logging.json")).get("io.dtabd.test.quiet").asText())
        .isEqualTo("ERROR");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "/logging.json?level=INFO,               The query parameter 'logger' is required",
        "/logging.json?logger=ROOT&level=LOUD,   'LOUD' is not a level",
        "/logging.json?logger=nobody&level=INFO, there is no logger 'nobody'",
      })
  void wrongLevelIsRefusedWithTheReason(String target, String reason) throws Exception {
    HttpResponse<String> answer = admin.post(target);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(reason);
  }

  @Test
  void requestsMoveTheMetrics() throws Exception {
    admin.get("/admin/ping");
    admin.get("/admin/ping");
    assertThat(admin.get("/admin/metrics/prometheus").body().lines())
        .contains(
            "dtabd_http_requests_seconds_count{listener=\"admin\",method=\"GET\","
                + "route=\"admin.ping\",status=\"200\"} 2");
    assertThat(
            json(admin.get("/admin/metrics.json"))
                .get("dtabd/http/requests/admin/GET/admin.ping/200.count")
                .asInt())
        .isEqualTo(2);
  }

  @Test
  void kindThatIsOffIsNotThere() throws Exception {
    restart("admin: {security: {uiEnabled: false, controlEnabled: false}}");
    assertThat(admin.get("/").statusCode()).isEqualTo(404);
    assertThat(admin.get("/config.json").statusCode()).isEqualTo(404);
    assertThat(admin.post("/admin/shutdown").statusCode()).isEqualTo(404);
    assertThat(admin.get("/admin/ping").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"/admin/server_info", "/admin/%73erver_info", "/%61dmin/server_info?x=1"})
  void deniedAddressIsNotThereHoweverItIsWritten(String target) throws Exception {
    restart("admin: {security: {pathBlacklist: ['/admin/server_info']}}");
    assertThat(admin.get(target).statusCode()).isEqualTo(404);
  }

  @Test
  void allowedAddressIsThereThoughItsKindIsOff() throws Exception {
    restart("admin: {security: {diagnosticsEnabled: false, pathWhitelist: ['/admin/ping']}}");
    assertThat(admin.get("/admin/ping").statusCode()).isEqualTo(200);
    assertThat(admin.get("/admin/ready").statusCode()).isEqualTo(404);
  }

  @Test
  void prometheusTextIsWhereTheConfigPutsIt() throws Exception {
    restart("telemetry: [{kind: io.l5d.prometheus, path: /figures}]");
    assertThat(admin.get("/figures").body()).contains("process_uptime_seconds");
    assertThat(admin.get("/admin/metrics/prometheus").statusCode()).isEqualTo(404);
  }

  @Test
  void connectionsAndWatchersAreMeasured() throws Exception {
    assertThat(admin.get("/admin/metrics/prometheus").body().lines())
        .contains(
            "dtabd_connections{address=\"%s\",listener=\"admin\"} 1.0"
                .formatted(admin.origin().substring("http://".length())),
            "dtabd_watchers{kind=\"bind\",protocol=\"http\"} 0.0");
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }
}
