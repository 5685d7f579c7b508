package io.dtabd.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
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

  private static final String WORLD = "/shift?namespace=internal&prefix=/svc/world";

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

  /** Opens the page, adds a target and moves its share to what is a button beside it. */
  private void shareOf(String target, int percent) {
    browser.open(dtabd.page(WORLD));
    browser.fillIn(".add-target input", target);
    browser.press("Add");
    browser.press("%d percent to %s".formatted(percent, target));
  }

  @Test
  void tenPercentArriveAtAStreamAndAreUndone() throws Exception {
    Watcher watcher = dtabd.watch("internal", "/svc/world");
    shareOf("/srv/world-v2", 10);
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
    browser.open(dtabd.page(WORLD));
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

  @Test
  void sharesKeepTheirTwoDecimals() throws Exception {
    dtabd.put("internal", "/svc/world => 99.75 * /srv/world-v1 & 0.25 * /srv/world-v2 ;\n");
    browser.open(dtabd.page(WORLD));
    String number = "input[aria-label='%s']".formatted(V2);
    assertThat(browser.see(number).getDomProperty("value")).isEqualTo("0.25");
    browser.fillIn(number, "0.04");
    browser.see(".editor-status", "Not applied");
    browser.press("Apply");

    browser.see(".notice.good", "saved as v3");
    assertThat(dtabd.table("internal"))
        .isEqualTo("/svc/world => 99.96 * /srv/world-v1 & 0.04 * /srv/world-v2 ;\n");
  }

  @Test
  void aSplitThatIsNoFirstAlternativeIsNoneForTheTableEither() throws Exception {
    dtabd.put("internal", "/a => 1 * /b & 2 * /c | /web ;\n/d => /web | 1 * /b & 2 * /c ;\n");
    browser.open(dtabd.page("/dtab/internal"));
    browser.see("a[aria-label='Shift traffic of /a']");
    browser.see("a[aria-label='Split traffic of /d']");
  }

  /** The page begins it, the command goes on with it, and curl puts everything back. */
  @Test
  void aSplitOfThePageGoesOnByCommandAndEndsByCurl() throws Exception {
    shareOf("/srv/world-v2", 10);
    browser.see(".editor-status", "Not applied");
    browser.press("Apply");
    browser.see(".notice.good", "saved as v2");

    ShellCommand percent =
        shell("shift", "internal", "/svc/world", "--to", "/srv/world-v2", "--percent", "50");
    assertThat(percent.status()).as(percent.err()).isZero();
    assertThat(percent.out()).contains("+/svc/world => 50 * /srv/world-v1 & 50 * /srv/world-v2");
    browser.see("p.muted", "is now 50*/srv/world-v1 & 50*/srv/world-v2");

    assertThat(curlShift("{\"prefix\": \"/svc/world\", \"step\": \"abort\"}"))
        .contains("\"candidates\":[\"/srv/world-v2\",\"/srv/world-v1\"]");
    assertThat(
            curlShift(
                "{\"prefix\": \"/svc/world\", \"to\": \"/srv/world-v2\", \"step\": \"abort\"}"))
        .contains("\"after\":\"/svc/world => /srv/world-v1\"");
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
    browser.see("p.muted", "is now /srv/world-v1");
  }

  private ShellCommand shell(String... args) {
    return ShellCommand.run(dtabd.controller(), args);
  }

  private String curlShift(String step) throws Exception {
    Process curl =
        new ProcessBuilder(
                "curl",
                "--silent",
                "--header",
                "Content-Type: application/json",
                "--data-binary",
                step,
                dtabd.controller() + "/api/1/shift/internal")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertThat(curl.waitFor()).isZero();
    return answer;
  }

  @Test
  void aShiftOfTheCommandGoesOnOnThePage() throws Exception {
    shell("shift", "internal", "/svc/world", "--to", "/srv/world-v2", "--finish");
    shareOf("/srv/world-v1", 50);
    browser.see(".editor-status", "Not applied");
    browser.press("Apply");
    browser.see(".notice.good", "saved as v3");
    assertThat(dtabd.table("internal"))
        .isEqualTo(TABLE.replace("=> /srv/world-v1", "=> 50 * /srv/world-v2 & 50 * /srv/world-v1"));
    ShellCommand abort =
        shell("shift", "internal", "/svc/world", "--to", "/srv/world-v2", "--abort");
    assertThat(abort.status()).as(abort.err()).isZero();
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
  }

  @Test
  void aMisspeltCanaryIsRefusedUnlessTheNamespaceIsTyped() throws Exception {
    dtabd.watch("internal", "/svc/world");
    shareOf("/srv/wrold-v9", 10);
    browser.see(".editor-status", "0 %: /srv/wrold-v9 does not exist (10 % is meant for it)");
    browser.see(".change .lost", "/srv/wrold-v9 does not exist");
    browser.press("Apply");
    browser.see("dialog.refused", "Refused: nothing was written");
    browser.see("dialog.refused", "/svc/world · 1 watcher");
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
    browser.press("Cancel");
    browser.see(".editor-status", "Not applied");

    browser.press("Apply");
    browser.see("dialog.refused");
    browser.type("#anyway-name", "internal");
    browser.press("Do it anyway");
    browser.see(".notice.good .warned", "0 %: /srv/wrold-v9 does not exist");
    assertThat(dtabd.table("internal"))
        .isEqualTo(TABLE.replace("/srv/world-v1 ;", "90 * /srv/world-v1 & 10 * /srv/wrold-v9 ;"));
  }

  @Test
  void anUndoIsWrittenThoughEveryDestinationIsEmpty() throws Exception {
    Watcher watcher = dtabd.watch("internal", "/svc/world");
    shareOf("/srv/world-v2", 10);
    browser.see(".editor-status", "Not applied");
    browser.press("Apply");
    browser.see(".notice.good", "the one watcher has it");
    watcher.awaitState("\"weight\":10.0");
    dtabd.service("world-v1", "");
    dtabd.service("world-v2", "");

    browser.press("Undo");

    browser.see(".notice.good", "Undone");
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
  }
}
