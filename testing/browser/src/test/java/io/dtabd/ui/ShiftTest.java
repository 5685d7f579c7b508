package io.dtabd.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Moving traffic from one target to another. */
@ExtendWith(Chromium.class)
class ShiftTest {

  private static final String TABLE =
      "/srv => /#/io.l5d.fs ;\n# canary\n/svc/world => /srv/world-v1 ; # keep\n";
  private static final String V2 = "Share of /srv/world-v2 as a number, percent";

  private final Browser browser;
  private RunningDtabd dtabd;

  @TempDir Path folder;

  ShiftTest(Browser browser) {
    this.browser = browser;
  }

  @BeforeEach
  void start() throws Exception {
    dtabd = new RunningDtabd(folder);
    dtabd.put("internal", TABLE);
  }

  @AfterEach
  void stop() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.hostsAsked()).containsOnly("127.0.0.1");
    dtabd.close();
  }

  @Test
  void tenPercentArriveAtAStreamAndAreUndone() throws Exception {
    Watcher watcher = dtabd.watch("internal", "/svc/world");
    browser.open(dtabd.page("/shift?namespace=internal&prefix=/svc/world"));
    browser.fillIn(".add-target input", "/srv/world-v2");
    browser.press("Add");
    browser.press("10 percent to /srv/world-v2");
    browser.see(".change .flow", "10 %");
    browser.press("Apply");

    browser.see(".notice.good", "the one watcher has it");
    watcher.awaitState("\"weight\":10.0");
    browser.see(".watchers", "current");
    assertThat(dtabd.table("internal"))
        .isEqualTo(TABLE.replace("/srv/world-v1 ;", "90 * /srv/world-v1 & 10 * /srv/world-v2 ;"));

    browser.press("Undo");
    browser.see(".notice.good", "Undone");
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
    browser.see("p.muted", "is now /srv/world-v1");
  }

  @Test
  void sharesGoOnTopOfATableThatSomebodyElseHasChanged() throws Exception {
    dtabd.put("internal", "/svc/world => 9 * /srv/world-v1 & 1 * /srv/world-v2 ;\n");
    browser.open(dtabd.page("/shift?namespace=internal&prefix=/svc/world"));
    browser.fillIn("input[aria-label='%s']".formatted(V2), "50");
    browser.see(".editor-status", "Not applied");
    dtabd.put("internal", "# new\n/svc/world => 9 * /srv/world-v1 & 1 * /srv/world-v2 ;\n");

    browser.see(".notice.bad", "Your shares are kept");
    browser.press("Apply");

    browser.see(".notice.good", "saved as v4");
    assertThat(dtabd.table("internal"))
        .isEqualTo("# new\n/svc/world => 50 * /srv/world-v1 & 50 * /srv/world-v2 ;\n");
  }

  @Test
  void aTargetOfNoShareIsLeftOutAndMayNotCatchEverythingLater() throws Exception {
    dtabd.put("internal", "/svc/world => 9 * /srv/world-v1 & 1 * /srv/world-v2 | /srv/web");
    browser.open(dtabd.page("/shift?namespace=internal"));
    browser.press("100 percent to /srv/world-v2");
    browser.see(".editor-status", "Left out at 0 %: /srv/world-v1");
    browser.press("Apply");

    browser.see(".notice.good", "saved as v3");
    assertThat(dtabd.table("internal")).isEqualTo("/svc/world => /srv/world-v2 | /srv/web");
  }
}
