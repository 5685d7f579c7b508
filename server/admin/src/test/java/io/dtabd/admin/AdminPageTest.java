package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.store.Version;
import io.dtabd.testing.servers.ScriptedStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminPageTest {

  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  private final ScriptedStore store = new ScriptedStore();
  private RunningAdmin admin;

  @BeforeEach
  void start() throws IOException {
    store.holds("internal", Version.of(1), "/a => /b");
    admin = new RunningAdmin(store);
  }

  @AfterEach
  void stop() throws InterruptedException {
    admin.close();
  }

  private HttpResponse<String> visit(String path) throws Exception {
    return admin.send(admin.request(path).header("Accept", BROWSER));
  }

  private static String meta(HttpResponse<String> page, String name) {
    Matcher meta =
        Pattern.compile("<meta name=\"" + name + "\" content=\"([^\"]*)\"").matcher(page.body());
    assertThat(meta.find()).as(name).isTrue();
    return meta.group(1);
  }

  private static String scriptOf(HttpResponse<String> page) {
    Matcher script = Pattern.compile("src=\"(/ui/[0-9a-f]{12}/[^\"]+)\"").matcher(page.body());
    assertThat(script.find()).isTrue();
    return script.group(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/dtab/internal",
        "/explorer?namespace=internal",
        "/shift",
        "/namers",
        "/watchers",
        "/health"
      })
  void browserGetsTheShellAtEachAddress(String path) throws Exception {
    HttpResponse<String> page = visit(path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(meta(page, "dtabd-token")).hasSizeGreaterThanOrEqualTo(40);
    assertThat(meta(page, "dtabd-read-only")).isEqualTo("false");
    assertThat(page.body()).doesNotContain("{{");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void namespaceThatIsNotThereIsTheShellWith404() throws Exception {
    assertThat(visit("/dtab/nope").statusCode()).isEqualTo(404);
    assertThat(visit("/dtab/nope").body()).contains("dtabd-token");
  }

  @Test
  void clientWithoutWishForHtmlGetsWhatNeedsNoScript() throws Exception {
    assertThat(admin.get("/").body())
        .contains("<a href=\"/dtab/internal\">")
        .doesNotContain("<script");
    assertThat(admin.get("/dtab/nope").statusCode()).isEqualTo(404);
  }

  @Test
  void policyLetsThePageLoadItsOwnFilesAlone() throws Exception {
    HttpResponse<String> page = visit("/");
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValue(
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
                .formatted(meta(page, "dtabd-style-nonce")));
    assertThat(meta(visit("/"), "dtabd-style-nonce")).isNotEqualTo(meta(page, "dtabd-style-nonce"));
  }

  @Test
  void filesAreKeptForGoodUnderTheirHash() throws Exception {
    HttpResponse<String> script = admin.get(scriptOf(visit("/")));
    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.headers().firstValue("Content-Type"))
        .contains("text/javascript;charset=UTF-8");
    assertThat(script.headers().firstValue("Cache-Control"))
        .contains("public, max-age=31536000, immutable");
    assertThat(script.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void filesComeCompressedToThoseWhoTakeThat() throws Exception {
    UiFiles files = UiFiles.read();
    Map.Entry<String, UiFiles.Asset> file =
        files.assets().entrySet().stream()
            .filter(it -> it.getValue().gzipped().isPresent())
            .findFirst()
            .orElseThrow();
    String path = "/ui/" + files.version() + "/" + file.getKey();
    HttpResponse<byte[]> answer =
        admin.sendForBytes(admin.request(path).header("Accept-Encoding", "br, gzip"));
    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(answer.headers().firstValue("Vary")).contains("Accept-Encoding");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(file.getValue().plain().toByteArray());
    }
    assertThat(
            admin
                .send(admin.request(path).header("Accept-Encoding", "gzip;q=0"))
                .headers()
                .firstValue("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void fileOfAnotherVersionIsNotThere() throws Exception {
    String script = scriptOf(visit("/"));
    String other = "/ui/000000000000" + script.substring("/ui/000000000000".length());
    assertThat(admin.get(other).statusCode()).isEqualTo(404);
    assertThat(admin.get(script + "x").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..%2findex.html", "%2e%2e/admin/AdminApi.class", "%2fetc%2fpasswd", "a/"})
  void nothingBesidesThePagesFilesCanBeNamed(String file) throws Exception {
    assertThat(admin.get("/ui/" + UiFiles.read().version() + "/" + file).statusCode())
        .isEqualTo(404);
  }

  @Test
  void kindThatIsOffHasNoPage() throws Exception {
    admin.close();
    admin = new RunningAdmin(store, "admin: {security: {uiEnabled: false}}");
    assertThat(visit("/").statusCode()).isEqualTo(404);
    assertThat(admin.get("/ui/" + UiFiles.read().version() + "/app.js").statusCode())
        .isEqualTo(404);
    assertThat(admin.get("/api/1/dtabs").statusCode()).isEqualTo(404);
  }
}
