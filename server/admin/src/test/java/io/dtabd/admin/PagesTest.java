package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.store.Version;
import io.dtabd.testing.servers.ScriptedStore;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagesTest {

  private final ScriptedStore store = new ScriptedStore();
  private RunningAdmin admin;

  @BeforeEach
  void start() throws IOException {
    admin = new RunningAdmin(store);
  }

  @AfterEach
  void stop() throws InterruptedException {
    admin.close();
  }

  @Test
  void namespacesAreListedAndLinked() throws Exception {
    store.holds("internal", Version.of(3), "/a => /b ; /c => /d");
    assertThat(admin.get("/").body())
        .contains("<a href=\"/dtab/internal\">internal</a>", ">2<", "AAAAAAAAAAM=");
  }

  @Test
  void browserIsToldToRunAndLoadNothing() throws Exception {
    store.isEmpty();
    assertThat(admin.get("/").headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(it -> assertThat(it).contains("default-src 'none'"));
  }

  @Test
  void namespaceThatIsNotADtabShowsWhyAndDisturbsNoOther() throws Exception {
    store.holds("good", Version.of(1), "/a => /b").holdsGarbage("bad", "no => at <line 1>");
    assertThat(admin.get("/").body())
        .contains("/dtab/good", "not a dtab: no =&gt; at &lt;line 1&gt;");
    assertThat(admin.get("/dtab/bad").body()).contains("no =&gt; at &lt;line 1&gt;");
  }

  @Test
  void dtabIsShownAsItWasWritten() throws Exception {
    store.holds("internal", Version.of(1), "# <b>the canary</b>\n/a => /b");
    assertThat(admin.get("/dtab/internal").body())
        .contains("<pre># &lt;b&gt;the canary&lt;/b&gt;\n/a =&gt; /b</pre>");
  }

  @Test
  void storeThatHasNotAnsweredIsSaidToBeSo() throws Exception {
    assertThat(admin.get("/").body()).contains("The store has not answered yet");
  }

  @Test
  void staleStateIsMarked() throws Exception {
    store.isEmpty().staleSince(Instant.parse("2026-01-01T00:00:00.5Z"));
    assertThat(admin.get("/").body())
        .contains("The store has not answered since 2026-01-01T00:00:00Z");
  }

  @Test
  void moreNamespacesThanFitAreCounted() throws Exception {
    for (int i = 0; i < Pages.MAX_ROWS + 5; i++) {
      store.holds("ns" + i, Version.of(1), "");
    }
    assertThat(admin.get("/").body()).contains("And 5 more");
  }
}
