package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP interface's addresses on the admin listener, as the page uses them. */
class ControllerOnAdminTest {

  private InMemoryDtabStore store;
  private RunningAdmin admin;

  @BeforeEach
  void start() throws IOException {
    start("");
  }

  private void start(String settings) throws IOException {
    store =
        new InMemoryDtabStore(
            Map.of(new Namespace("internal"), Dtab.read("/a => /b")), InstantSource.system());
    admin = new RunningAdmin(store, settings);
  }

  @AfterEach
  void stop() throws InterruptedException {
    admin.close();
  }

  private HttpRequest.Builder put(String dtab) {
    return admin
        .request("/api/1/dtabs/internal")
        .header("Content-Type", "application/dtab")
        .PUT(HttpRequest.BodyPublishers.ofString(dtab));
  }

  private String inStore() throws Exception {
    return store.read(new Namespace("internal")).orElseThrow().dtab().show();
  }

  @Test
  void scriptChangesADtabHereToo() throws Exception {
    HttpResponse<String> before = admin.get("/api/1/dtabs/internal");
    String version = before.headers().firstValue("ETag").orElseThrow();
    assertThat(admin.send(put("/a => /c").header("If-Match", version)).statusCode()).isEqualTo(204);
    assertThat(inStore()).isEqualTo("/a=>/c");
    assertThat(admin.send(put("/a => /d").header("If-Match", version)).statusCode()).isEqualTo(412);
  }

  @Test
  void pageChangesADtabWithItsToken() throws Exception {
    String shell = admin.send(admin.request("/").header("Accept", "text/html")).body();
    String token = shell.replaceAll("(?s).*name=\"dtabd-token\" content=\"([^\"]*)\".*", "$1");
    HttpRequest.Builder change =
        put("/a => /c").header("Sec-Fetch-Site", "same-origin").header("Origin", admin.origin());
    assertThat(admin.send(change.copy()).statusCode()).isEqualTo(403);
    assertThat(inStore()).isEqualTo("/a=>/b");
    assertThat(admin.send(change.header("X-Dtabd-Token", token)).statusCode()).isEqualTo(204);
    assertThat(inStore()).isEqualTo("/a=>/c");
  }

  @Test
  void pageOfAnotherSiteReadsAndChangesNothing() throws Exception {
    assertThat(admin.send(put("/a => /c").header("Origin", "http://evil.example")).statusCode())
        .isEqualTo(403);
    assertThat(
            admin
                .send(
                    admin
                        .request("/api/1/dtabs/internal")
                        .header("Sec-Fetch-Site", "cross-site")
                        .header("Sec-Fetch-Mode", "no-cors"))
                .statusCode())
        .isEqualTo(403);
    assertThat(inStore()).isEqualTo("/a=>/b");
  }

  @Test
  void readOnlyListenerRefusesEveryChangeAndStillReads() throws Exception {
    admin.close();
    start("admin: {io.dtabd.readOnly: true}");
    HttpResponse<String> refused = admin.send(put("/a => /c"));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("read-only");
    assertThat(admin.post("/admin/shutdown").statusCode()).isEqualTo(403);
    assertThat(admin.post("/logging.json?logger=ROOT&level=INFO").statusCode()).isEqualTo(403);
    assertThat(inStore()).isEqualTo("/a=>/b");
    assertThat(admin.get("/api/1/dtabs/internal").statusCode()).isEqualTo(200);
    assertThat(
            admin
                .send(
                    admin
                        .request("/api/1/delegate")
                        .header("Content-Type", "application/json")
                        .POST(
                            HttpRequest.BodyPublishers.ofString(
                                "{\"dtab\":\"/a => /b\",\"path\":\"/a\"}")))
                .statusCode())
        .isEqualTo(200);
    assertThat(shift("").statusCode()).isEqualTo(403);
    assertThat(shift("?dryRun=true").statusCode()).isEqualTo(200);
    assertThat(inStore()).isEqualTo("/a=>/b");
    assertThat(admin.send(admin.request("/").header("Accept", "text/html")).body())
        .contains("<meta name=\"dtabd-read-only\" content=\"true\">");
  }

  private HttpResponse<String> shift(String query) throws Exception {
    return admin.send(
        admin
            .request("/api/1/shift/internal" + query)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"prefix\": \"/a\", \"to\": \"/$/inet/1/1\", \"percent\": 10}")));
  }

  @Test
  void changesAreOffWithTheirKind() throws Exception {
    admin.close();
    start("admin: {security: {controlEnabled: false}}");
    assertThat(admin.send(put("/a => /c")).statusCode()).isEqualTo(404);
    assertThat(admin.get("/api/1/dtabs/internal").statusCode()).isEqualTo(200);
  }

  @Test
  void overviewIsThere() throws Exception {
    assertThat(admin.get("/api/1/overview").body()).contains("\"internal\"", "\"dentries\" : 1");
  }

  @Test
  void changeArrivesAtAnOpenPage() throws Exception {
    try (Stream<String> lines = admin.lines("/api/1/events")) {
      Iterator<String> events = lines.iterator();
      assertThat(events.next()).isEqualTo("event: overview");
      assertThat(events.next()).contains("\"dentries\":1");
      store.put(new Namespace("internal"), Dtab.read("/a => /b ; /c => /d"));
      String line = events.next();
      while (!line.contains("\"dentries\":2")) {
        line = events.next();
      }
      assertThat(line).startsWith("data: {");
    }
  }
}
