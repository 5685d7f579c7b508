package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.net.http.Body;
import io.dtabd.net.http.Headers;
import io.dtabd.net.http.HostNames;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Peer;
import io.dtabd.net.http.Request;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserRulesTest {

  private static final String HERE = "127.0.0.1:9991";

  private final BrowserRules rules = new BrowserRules(new HostNames(List.of("Dtabd.example")));

  /**
   * @param fields {@code Name: value}, with TOKEN for the token
   */
  private Request request(String method, String... fields) {
    Headers headers = Headers.NONE;
    for (String field : fields) {
      int colon = field.indexOf(": ");
      headers =
          headers.with(
              field.substring(0, colon),
              field.substring(colon + 2).replace("TOKEN", rules.token()));
    }
    var address = new InetSocketAddress(0);
    var anywhere = new Peer(address, address, Optional.empty());
    return Request.of(method, "/api/1/dtabs/a", headers, Body.EMPTY, anywhere);
  }

  private void assertRefused(Request change, String reason) {
    assertThatThrownBy(() -> rules.checkChange(change))
        .isInstanceOfSatisfying(
            HttpProblem.class, problem -> assertThat(problem.status()).isEqualTo(403))
        .hasMessageContaining(reason);
  }

  @Test
  void clientThatIsNoBrowserNeedsNoToken() {
    assertThatNoException().isThrownBy(() -> rules.checkChange(request("PUT", "Host: " + HERE)));
    assertThatNoException().isThrownBy(() -> rules.checkChange(request("PUT")));
  }

  @Test
  void pageOfThisServerChangesWithItsToken() {
    assertThatNoException()
        .isThrownBy(
            () ->
                rules.checkChange(
                    request(
                        "PUT",
                        "Host: " + HERE,
                        "Origin: http://" + HERE,
                        "Sec-Fetch-Site: same-origin",
                        "X-Dtabd-Token: TOKEN")));
  }

  @Test
  void pageOfThisServerChangesNothingWithoutIt() {
    assertRefused(request("PUT", "Host: " + HERE, "Origin: http://" + HERE), "load the page again");
    assertRefused(
        request(
            "PUT",
            "Host: " + HERE,
            "Sec-Fetch-Site: same-origin",
            "X-Dtabd-Token: " + new BrowserRules(new HostNames(List.of())).token()),
        "load the page again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void otherSitesAreRefusedEvenWithTheToken(String site) {
    Request request =
        request("PUT", "Host: " + HERE, "Sec-Fetch-Site: " + site, "X-Dtabd-Token: TOKEN");
    assertRefused(request, "another site");
    assertThatThrownBy(() -> rules.checkSite(request)).hasMessageContaining("another site");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:9992", "not a url <>"})
  void otherOriginsAreRefusedEvenWithTheToken(String origin) {
    Request request = request("PUT", "Host: " + HERE, "Origin: " + origin, "X-Dtabd-Token: TOKEN");
    assertRefused(request, "another site");
    assertThatThrownBy(() -> rules.checkSite(request)).hasMessageContaining("another site");
  }

  @Test
  void linkOfAnotherSiteOpensThePageAndChangesNothing() {
    Request link =
        request("GET", "Host: " + HERE, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate");
    assertThatNoException().isThrownBy(() -> rules.checkSite(link));
    assertRefused(link, "A link changes nothing");
  }

  @Test
  void formOfAnotherSiteIsNoLink() {
    Request form =
        request("POST", "Host: " + HERE, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate");
    assertThatThrownBy(() -> rules.checkSite(form)).hasMessageContaining("another site");
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example:9991, false",
    "127.0.0.1.evil.example:9991, false",
    "dtabd.example:9991, true",
    "DTABD.example, true",
    "localhost:9991, true",
    "a.localhost, true",
    "10.1.2.3:9991, true",
    "[::1]:9991, true",
  })
  void siteThatGaveItsNameOurAddressIsRefused(String host, boolean known) {
    Request change =
        request("PUT", "Host: " + host, "Origin: http://" + host, "X-Dtabd-Token: TOKEN");
    if (known) {
      assertThatNoException().isThrownBy(() -> rules.checkChange(change));
    } else {
      assertRefused(change, "io.dtabd.hosts");
    }
  }
}
