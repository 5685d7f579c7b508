package io.dtabd.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.peers.Peers;
import io.dtabd.testing.peers.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page follows what happens elsewhere. */
@ExtendWith(Chromium.class)
class LiveTest {

  private final Browser browser;
  private RunningDtabd dtabd;

  @TempDir Path folder;

  LiveTest(Browser browser) {
    this.browser = browser;
  }

  @BeforeEach
  void start() throws Exception {
    dtabd = new RunningDtabd(folder);
    dtabd.put("internal", "/svc => /#/io.l5d.fs ;\n");
  }

  @AfterEach
  void stop() {
    dtabd.close();
  }

  @Test
  void theNumberOfNamespacesIsTheirs() throws Exception {
    browser.open(dtabd.page("/"));
    browser.see("table.namespaces a", "internal");
    assertThat(browser.texts("p[role=status]")).anyMatch(text -> text.startsWith("1 namespace"));
    dtabd.put("external", "/svc => /$/nil ;\n");
    browser.see("table.namespaces a", "external");
    assertThat(browser.texts("p[role=status]")).anyMatch(text -> text.startsWith("2 namespaces"));
  }

  @Test
  void anUpdateByNamerctlIsShownAndMarked() throws Exception {
    Path namerctl = Peers.require("namerctl", "go install github.com/linkerd/namerctl@0.8.6");
    browser.open(dtabd.page("/dtab/internal"));
    browser.see(".dtab-row", "/svc");
    Path file =
        Files.writeString(folder.resolve("new.dtab"), "/svc => /#/io.l5d.fs ;\n/new => /svc ;\n");
    var command =
        new ProcessBuilder(namerctl.toString(), "dtab", "update", "internal", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    command.environment().put("NAMERCTL_BASE_URL", dtabd.controller());
    Process update = command.start();
    assertThat(update.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(update.exitValue()).isZero();

    browser.see(".dtab-row.changed", "/new");
    browser.see(".news", "v2 came in");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anUpdateByAnotherClientIsShownAndMarked() throws Exception {
    browser.open(dtabd.page("/dtab/internal"));
    browser.see(".dtab-row", "/svc");

    dtabd.put("internal", "/svc => /#/io.l5d.fs ;\n/new => /svc ;\n");

    browser.see(".dtab-row.changed", "/new");
    browser.see(".news", "v2 came in");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void namespacesThatComeAndGoAreListedWithoutAsking() throws Exception {
    browser.open(dtabd.page("/"));
    browser.see(".namespaces", "internal");
    dtabd.put("external", "/svc => /srv");
    browser.see("tr.changed", "external");
    browser.see("tr.changed", "just now");

    dtabd.watch("external", "/svc");
    browser.see("tr", "all current");
  }

  @Test
  void replicasWhoseWatchersAreNotCountedAreNamed() throws Exception {
    int nobody = Ports.free();
    String peers = "io.dtabd.peers: {addresses: ['127.0.0.1:%d']}".formatted(nobody);
    try (var replica = new RunningDtabd(folder, "", peers)) {
      browser.open(replica.page("/"));
      browser.see(
          "p[role=status]", "Not counted: 127.0.0.1:%d refused the connection".formatted(nobody));
      browser.see(".namespaces", "internal");
      browser.open(replica.page("/dtab/internal"));
      browser.see(".facts", "nobody watches");
      browser.press("Delete…");
      browser.see(
          "dialog",
          "Nobody watches it on 1 of 2 replicas now. Not counted: 127.0.0.1:%d refused the connection."
              .formatted(nobody));
      browser.press("Cancel");
      // Before the replica stops, since a page that loses its server complains.
      browser.open(dtabd.page("/dtab/internal"));
      browser.press("Delete…");
    }
    browser.see("dialog", "Nobody watches it on this server now.");
    browser.press("Cancel");
    browser.open(dtabd.page("/"));
    browser.see(".namespaces", "internal");
    assertThat(browser.texts("p[role=status]")).noneMatch(text -> text.contains("Not counted"));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aLostConnectionIsSaidWithTheAgeOfThePicture() {
    browser.open(dtabd.page("/"));
    browser.see("#connection", "live");

    dtabd.close();

    browser.see("#connection", "connection lost; this is how it was");
    browser.see(".namespaces", "internal");
  }
}
