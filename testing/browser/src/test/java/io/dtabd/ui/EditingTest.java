package io.dtabd.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From a table to another one: edit, see what it would do, save, take it back. */
@ExtendWith(Chromium.class)
class EditingTest {

  private static final String TABLE =
      "# the cluster\n/srv => /#/io.l5d.fs ;\n/svc => /srv ;\n/svc/world => /srv/world-v1 ;\n";

  private final Browser browser;
  private RunningDtabd dtabd;

  @TempDir Path folder;

  EditingTest(Browser browser) {
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
  void aNamespaceIsCreatedAndItsTableSaved() throws Exception {
    browser.open(dtabd.page("/"));
    browser.press("New namespace");
    browser.type("dialog input", "staging");
    browser.press("Create");
    browser.edit("/svc => /#/io.l5d.fs ; # by hand");
    browser.press("Save");

    browser.see(".notice.good", "Saved as v2");
    assertThat(dtabd.table("staging")).isEqualTo("/svc => /#/io.l5d.fs ; # by hand");
    browser.see(".dtab-row", "# by hand");
  }

  @Test
  void anErrorIsMarkedAsOneTypesAndCannotBeSaved() throws Exception {
    browser.open(dtabd.page("/dtab/internal?edit"));
    browser.edit("/svc => /srv ;\n/svc/world => x");

    browser.see(".findings", "Line 2, column 15");
    browser.see(".cm-lint-marker-error");
    browser.see(".editor-status", "Cannot be saved");
    assertThat(browser.see(".editor-bar .primary").isEnabled()).isFalse();

    browser.edit(TABLE + "/ok => /srv ;");
    browser.see(".editor-status", "Not saved");
    assertThat(browser.count(".cm-lint-marker-error")).isZero();
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
  }

  @Test
  void whatChangesForWatchedNamesIsSaidBeforeItIsSaved() throws Exception {
    dtabd.watch("internal", "/svc/world");
    dtabd.watch("internal", "/svc/web");
    browser.open(dtabd.page("/dtab/internal?edit"));
    browser.edit(TABLE + "/svc/world => 3 * /srv/world-v1 & /srv/world-v2 ;");

    browser.see(".preview", "1 name goes elsewhere, 1 stays as it is");
    browser.see(".change", "/svc/world");
    browser.see(".change .flow", "75 %");
    browser.see(".change .flow", "/#/io.l5d.fs/world-v2");
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
  }

  @Test
  void whatIsSavedArrivesAtAStreamAndIsUndone() throws Exception {
    Watcher watcher = dtabd.watch("internal", "/svc/world");
    watcher.awaitState("world-v1");
    browser.open(dtabd.page("/dtab/internal?edit"));
    browser.edit(TABLE.replace("world-v1", "world-v2"));
    browser.press("Save");

    browser.see(".notice.good", "the one watcher has it");
    watcher.awaitState("world-v2");

    browser.press("Undo");
    browser.see(".notice.good", "Undone and saved as v3");
    watcher.awaitState("world-v1");
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
  }

  @Test
  void aConcurrentUpdateIsAConflictOutOfWhichBothChangesComeWhole() throws Exception {
    browser.open(dtabd.page("/dtab/internal?edit"));
    browser.edit(TABLE + "/mine => /srv ;\n");
    browser.see(".editor-status", "Not saved");
    dtabd.put("internal", TABLE.replace("# the cluster", "# theirs"));
    browser.see(".table-editor .notice", "Somebody else has changed the table");
    browser.press("Save");

    browser.see(".conflict", "Nothing was saved");
    assertThat(browser.texts(".version h4"))
        .containsExactly("Theirs, saved now", "Where you both began", "Yours, not saved");
    browser.press("Apply my change on top of theirs");
    browser.press("Save");

    browser.see(".notice.good", "Saved as v3");
    assertThat(dtabd.table("internal"))
        .isEqualTo(TABLE.replace("# the cluster", "# theirs") + "/mine => /srv ;\n");
  }

  @Test
  void anOldVersionComesBackFromTheHistory() throws Exception {
    dtabd.put("internal", "/gone => /wrong");
    browser.open(dtabd.page("/dtab/internal"));
    browser.press("Restore v1");
    browser.see(".cm-content", "/svc/world");
    browser.press("Save");

    browser.see(".notice.good", "Saved as v3");
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
  }

  @Test
  void aDeletedNamespaceIsBroughtBack() throws Exception {
    browser.open(dtabd.page("/dtab/internal"));
    browser.press("Delete…");
    browser.press("Delete");
    browser.see(".notice.good", "Deleted internal");
    assertThat(dtabd.table("internal")).isEmpty();

    browser.press("Undo");

    browser.see(".dtab-row", "/svc/world");
    assertThat(dtabd.table("internal")).isEqualTo(TABLE);
    assertThat(browser.count(".notice")).isZero();
  }

  @Test
  void whatIsWrongInATableThatIsBroughtBackIsTold() throws Exception {
    dtabd.put("internal", TABLE + "/x => /#/nosuch ;\n");
    browser.open(dtabd.page("/dtab/internal"));
    browser.press("Delete…");
    browser.press("Delete");
    browser.press("Undo");

    browser.see(".notice.good .warned", "line 5: ");
    browser.see(".dtab-row", "/#/nosuch");
  }
}
