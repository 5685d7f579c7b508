package io.dtabd.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds on every page: for every eye and hand, on every screen, and from this server alone.
 */
@ExtendWith(Chromium.class)
class EveryPageTest {

  private static final int NARROW = 360;

  private final Browser browser;
  private RunningDtabd dtabd;

  @TempDir Path folder;

  EveryPageTest(Browser browser) {
    this.browser = browser;
  }

  @BeforeEach
  void start() throws Exception {
    dtabd = new RunningDtabd(folder);
    dtabd.put(
        "internal",
        """
        # the cluster
        /srv => /#/io.l5d.fs ;
        /svc => /srv ;   # all
        /svc/world => 9 * /srv/world-v1 & (/srv/gone | /srv/world-v2) ;
        """);
    dtabd.put("external", "/svc => ~");
    dtabd.watch("internal", "/svc/world");
  }

  @AfterEach
  void stop() {
    dtabd.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /                                            | .namespaces td
          /dtab/internal?path=/svc/world               | .outline .step
          /dtab/internal?edit                          | .cm-content
          /explorer?namespace=internal&path=/svc/world | .card-step
          /explorer?namespace=internal&path=/svc/none  | .flow-none
          /shift?namespace=internal&prefix=/svc/world  | .slider
          /namers                                      | .card
          /watchers                                    | .watchers td
          /health                                      | .card
          /dtab/none                                   | main p
          """)
  void thereIsNothingInAnybodysWay(String path, String part) {
    for (String theme : new String[] {"light", "dark"}) {
      browser.theme(theme);
      browser.open(dtabd.page(path));
      browser.see(part);
      assertThat(browser.accessibilityViolations()).as("%s in %s", path, theme).isEmpty();
    }
    browser.width(NARROW);
    assertThat(browser.overflows()).as("%s is broader than %d px", path, NARROW).isFalse();
    assertThat(browser.accessibilityViolations()).as("%s, narrow", path).isEmpty();
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.hostsAsked()).containsOnly("127.0.0.1");
  }

  @Test
  void neitherIsThereInAConflict() throws Exception {
    browser.open(dtabd.page("/dtab/internal?edit"));
    browser.edit("/mine => /svc");
    browser.see(".editor-status", "Not saved");
    dtabd.put("internal", "/theirs => /svc");
    browser.press("Compare and go on");
    browser.see(".conflict");

    assertThat(browser.accessibilityViolations()).isEmpty();
  }

  @Test
  void aLongTableIsNotAllInTheDocument() throws Exception {
    var table = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      table.append("/svc/s%05d => /srv/s%05d ;\n".formatted(i, i));
    }
    dtabd.put("long", table.toString());
    browser.open(dtabd.page("/dtab/long"));
    browser.see(".dtab-row", "/svc/s00000");
    assertThat(browser.count(".dtab-row")).isBetween(20, 200);

    browser.run("document.querySelector('.dtab-frame').scrollTo(0, 1e9)");
    browser.see(".dtab-row", "/svc/s04999");
    browser.type(".dtab-table input", "s02500");
    browser.see(".table-tools", "1 of 5,000 dentries");
  }

  @Test
  void whereNothingMayBeChangedNothingIsOffered(@TempDir Path other) throws Exception {
    try (var readOnly = new RunningDtabd(other, ", io.dtabd.readOnly: true")) {
      readOnly.put("internal", "/svc => /#/io.l5d.fs");
      browser.open(readOnly.page("/dtab/internal"));
      browser.see(".dtab-row", "/svc");
      browser.see(".read-only");
      assertThat(browser.texts("button")).doesNotContain("Edit", "Delete…");
      browser.open(readOnly.page("/shift?namespace=internal&prefix=/svc"));
      browser.see(".slider");
      assertThat(browser.texts("button")).doesNotContain("Apply");
    }
  }
}
