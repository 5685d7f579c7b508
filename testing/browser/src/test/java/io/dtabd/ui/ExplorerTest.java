package io.dtabd.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Where a name leads, and why. */
@ExtendWith(Chromium.class)
class ExplorerTest {

  private final Browser browser;
  private RunningDtabd dtabd;

  @TempDir Path folder;

  ExplorerTest(Browser browser) {
    this.browser = browser;
  }

  @BeforeEach
  void start() throws Exception {
    dtabd = new RunningDtabd(folder);
    dtabd.put(
        "internal",
        """
        /srv => /#/io.l5d.fs ;
        /svc => /srv ;
        /svc/world => 3 * (/srv/world-v1 & /srv/world-v2) & 1 * (/srv/gone | /srv/web) ;
        """);
  }

  @AfterEach
  void stop() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.hostsAsked()).containsOnly("127.0.0.1");
    dtabd.close();
  }

  @Test
  void sharesAreMultipliedThroughNestedUnions() {
    browser.open(dtabd.page("/explorer?namespace=internal&path=/svc/world"));

    browser.see(".flow", "38 %");
    assertThat(browser.texts(".flow .share")).containsExactly("38 %", "38 %", "25 %");
    browser.see(".flow", "127.0.0.1:8080");
    browser.see(".card-step.dead", "not there, so the next one is tried");
    browser.see(".card-step.standby, .card-step.dead", "not tried, and not there");
  }

  @Test
  void theTreeIsWalkedByKeyboard() {
    browser.open(dtabd.page("/explorer?namespace=internal&path=/svc/world"));
    browser.see("[role=treeitem][tabindex='0']").sendKeys(Keys.ARROW_DOWN);
    assertThat(browser.focused().getDomAttribute("aria-level")).isEqualTo("2");

    browser.focused().sendKeys(Keys.ARROW_LEFT);
    assertThat(browser.focused().getDomAttribute("aria-expanded")).isEqualTo("false");
    browser.focused().sendKeys(Keys.END);
    browser.focused().sendKeys(Keys.HOME);
    assertThat(browser.focused().getDomAttribute("aria-level")).isEqualTo("1");
    browser.see(".tree-details", "/svc/world");
  }

  @Test
  void aLocalOverrideWinsAndTheAddressCarriesIt() {
    browser.open(dtabd.page("/explorer?namespace=internal&path=/svc/world"));
    browser.press("Local override (l5d-dtab)");
    browser.type("textarea", "/svc/world => /srv/web");
    browser.press("Explore");

    browser.see(".flow", "100 %");
    String link = browser.address();
    assertThat(link)
        .contains("dtab=" + URLEncoder.encode("/svc/world => /srv/web", StandardCharsets.UTF_8));
    browser.open(link);
    browser.see(".flow", "100 %");
    browser.see(".flow", "/#/io.l5d.fs/web");
  }

  @Test
  void aNameThatLeadsNowhereSaysWhy() {
    browser.open(dtabd.page("/explorer?namespace=internal&path=/svc/none"));

    browser.see(".flow-none", "the namer knows no such name");
  }

  @Test
  void anAddressThatComesIsShownWithoutAsking() throws Exception {
    dtabd.service("empty", "");
    browser.open(dtabd.page("/explorer?namespace=internal&path=/svc/empty"));
    browser.see(".flow", "no");

    dtabd.service("empty", "127.0.0.1 7777\n");

    browser.see(".flow", "127.0.0.1:7777");
  }
}
