package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of another site can make an operator's browser send to the HTTP interface. */
class OtherSitesTest {

  private static final String NS = "/api/1/dtabs/ns";
  private static final String HOST = "dtabd.example:4180";

  private final ApiServer server = ApiServer.start();
  private final PlainClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  /** With {@code fetch} and {@code no-cors} a page may send these without asking anybody. */
  @Test
  void textOfAnotherSitesPageCreatesNothing() throws IOException {
    Map<String, String> headers =
        Map.of(
            "Host", HOST,
            "Content-Type", "text/plain",
            "Origin", "http://other.example",
            "Sec-Fetch-Site", "cross-site",
            "Sec-Fetch-Mode", "no-cors");
    assertThat(client.call("POST", NS, headers, "/svc => /evil").status()).isEqualTo(403);
    assertThat(client.get(NS).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE"})
  void everyChangeIsRefused(String method) throws IOException {
    client.put(NS, "/svc => /good");
    assertThat(
            client
                .call(
                    method, NS, Map.of("Host", HOST, "Origin", "http://other.example"), "/a => /b")
                .status())
        .isEqualTo(403);
    assertThat(client.get(NS).body()).contains("/good");
  }

  @Test
  void shiftIsRefused() throws IOException {
    client.put(NS, "/host/world => /srv/v1");
    String step = "{\"prefix\":\"/host/world\",\"to\":\"/srv/v2\",\"percent\":10}";
    assertThat(
            client
                .call("POST", "/api/1/shift/ns", Map.of("Sec-Fetch-Site", "same-site"), step)
                .status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "http://other.example", "http://dtabd.example", "%"})
  void originOfAnotherAuthorityIsAnotherSite(String origin) throws IOException {
    assertThat(post(Map.of("Host", HOST, "Origin", origin))).isEqualTo(403);
  }

  @Test
  void pageOfThisServerMayChangeThings() throws IOException {
    assertThat(post(Map.of("Host", HOST, "Origin", "http://dtabd.example:4180"))).isEqualTo(204);
  }

  /** The browser has compared the two; a proxy in between may have changed Host since. */
  @Test
  void whatABrowserCallsItsOwnSiteIs() throws IOException {
    assertThat(
            post(
                Map.of(
                    "Host", "10.0.0.1:4180",
                    "Origin", "http://dtabd.example",
                    "Sec-Fetch-Site", "same-origin")))
        .isEqualTo(204);
  }

  @Test
  void programSaysNothingOfTheKind() throws IOException {
    assertThat(post(Map.of())).isEqualTo(204);
    assertThat(post(Map.of("Host", HOST))).isEqualTo(409);
  }

  @Test
  void readsAreAnswered() throws IOException {
    client.put(NS, "/svc => /good");
    assertThat(client.get(NS, Map.of("Sec-Fetch-Site", "cross-site")).status()).isEqualTo(200);
  }

  private int post(Map<String, String> more) throws IOException {
    var headers = new HashMap<String, String>(more);
    headers.put("Content-Type", "application/dtab");
    return client.call("POST", NS, headers, "/svc => /a").status();
  }
}
