package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.dtabd.dtab.DtabLint.End;
import io.dtabd.dtab.Finding.Kind;
import io.dtabd.dtab.Finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DtabLintTest {

  /** {@code /#/fs} is a namer, {@code /$/inet/...} is bound. */
  private static End beyond(Path path) {
    String shown = path.show();
    if (shown.startsWith("/$/inet/")) {
      return End.BOUND;
    }
    if (shown.equals("/")
        || shown.equals("/#")
        || shown.startsWith("/#/fs")
        || shown.equals("/$")) {
      return End.ASKED;
    }
    return shown.startsWith("/#/") || shown.startsWith("/$/") ? End.UNKNOWN_NAMER : End.NOWHERE;
  }

  private static List<Finding> findings(String dtab) {
    DtabLint.Report report = DtabLint.of(Dtab.read(dtab), DtabLintTest::beyond);
    assertThat(report.complete()).isTrue();
    return report.findings();
  }

  /** {@code ERROR LOOP 2}, one after another. */
  private static String summary(String dtab) {
    return String.join(
        ", ",
        findings(dtab).stream()
            .map(it -> it.severity() + " " + it.kind() + " " + it.line())
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/svc => /#/fs",
        "/srv => /#/fs ; /host => /srv ; /tmp => /srv ; /svc => /host ; /host/world =>"
            + " /srv/world-v1",
        "/svc => /#/fs/a ; /svc => /#/fs/b",
        "/svc => 1 * /#/fs/a & 0 * /#/fs/b",
        "/svc => /#/fs | /$/inet/127.1/80",
        "/svc => ~ ; /svc => /#/fs",
        "/svc/* => ! ; /svc/a => /#/fs",
        "/svc => / ; /x => /#",
        "/a => /b ; /b/c => /#/fs",
        "/#/other => /#/fs ; /svc => /#/other",
        "/s => /#/fs ; /s/* => /s"
      })
  void tablesThatMakeSenseAreLeftAlone(String dtab) {
    assertThat(findings(dtab)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "/svc => /#/fs ;\\n\\n/svc => ! @ WARNING NEVER_APPLIES 1",
        "/svc/a => /#/fs ;\\n/svc/* => $ @ WARNING NEVER_APPLIES 1",
        "/svc/a => /#/fs ;\\n/svc => /$/inet/127.1/80 @ WARNING NEVER_APPLIES 1",
        "/svc => /#/fs ;\\n/svc => ~ | ($ & /#/fs) @ WARNING NEVER_APPLIES 1",
        "/svc => /#/fs ;\\n/svc => /#/fs @ WARNING NEVER_APPLIES 1",
        "/svc => ! | /#/fs @ WARNING NEVER_APPLIES 1",
        "/svc => /#/fs | (/$/inet/127.1/80 | /#/fs/x) @ WARNING NEVER_APPLIES 1",
        "/svc/world => /#/fs/v1 ;\\n/svc => /#/fs @ WARNING SHADOWED 1",
        "/svc/world => /#/fs/v1 ;\\n/*/world => /#/fs @ WARNING SHADOWED 1",
        "/svc => /svc @ ERROR LOOP 1",
        "/svc => /svc/more @ ERROR LOOP 1",
        "# a\\n/svc => /host ;\\n/host => /svc @ ERROR LOOP 3",
        "/a => /b ;\\n/b => /c & /#/fs;\\n/c => /a @ ERROR LOOP 3",
        "/* => /$/inet/7/8 @ ERROR LOOP 1",
        "/svc => /host ;\\n/host => /#/fs | /svc @ WARNING LOOP 2",
        "/svc => /#/nosuch/x @ ERROR UNKNOWN_NAMER 1",
        "/svc => /$/nosuch @ ERROR UNKNOWN_NAMER 1",
        "/svc => /hots ;\\n/host => /#/fs @ WARNING LEADS_NOWHERE 1",
        "/svc => 0 * /#/fs & 0 * /#/fs/b @ ERROR ZERO_WEIGHTS 1",
        "/svc => ~ | (1 * (0*/#/fs & .0*/#/fs) & 2 * /#/fs) @ ERROR ZERO_WEIGHTS 1",
      })
  void whatCannotBeMeantIsFound(String dtab, String expected) {
    assertThat(summary(dtab.replace("\\n", "\n"))).isEqualTo(expected);
  }

  @Test
  void onlyThoseInALoopAreNamedNotThoseThatLeadThere() {
    assertThat(findings("/svc => /a ;\n/a => /b ;\n/b => /a"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.line()).isEqualTo(3);
              assertThat(it.message()).contains("lines 2, 3", "100 lookups");
            });
  }

  @Test
  void messageNamesTheLineThatComesFirst() {
    assertThat(findings("/svc/world => /#/fs/v1 ;\n\n/svc => /#/fs"))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).contains("/svc on line 3"));
  }

  @Test
  void tableThatWasNotReadHasALineForEachDentry() {
    var dtab = new Dtab(List.of(Dentry.read("/a => /#/fs"), Dentry.read("/b => /nowhere")));
    assertThat(DtabLint.of(dtab, DtabLintTest::beyond).findings())
        .extracting(Finding::line)
        .containsExactly(2);
  }

  @Test
  void moreFindingsThanAnybodyReadsAreCutOff() {
    String dtab = "/svc => /#/nosuch ;\n".repeat(DtabLint.MAX_FINDINGS + 1);
    DtabLint.Report report = DtabLint.of(Dtab.read(dtab), DtabLintTest::beyond);
    assertThat(report.complete()).isFalse();
    assertThat(report.findings()).hasSize(DtabLint.MAX_FINDINGS);
  }

  @Test
  void messagesAreBounded() {
    String label = "x".repeat(100_000);
    assertThat(findings("/svc => /#/" + label))
        .singleElement()
        .satisfies(it -> assertThat(it.message()).hasSizeLessThan(300));
  }

  /** Each takes minutes if it is looked at to the end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a => /a ;", // all the same
        "/*/*/*/*/*/*/*/a => /*/x ;",
        "/* => ~ ;",
      })
  @Timeout(value = 300, threadMode = SEPARATE_THREAD)
  void hostileTableIsGivenUp(String dentry) {
    String dtab = dentry.replace("/*/x", "/b").repeat(100_000);
    DtabLint.Report report = DtabLint.of(Dtab.read(dtab), DtabLintTest::beyond);
    assertThat(report.complete()).isFalse();
  }

  @Test
  @Timeout(value = 300, threadMode = SEPARATE_THREAD)
  void longChainNeedsNoLongStack() {
    var dtab = new StringBuilder();
    int length = 100_000;
    for (int i = 0; i < length; i++) {
      dtab.append("/n").append(i).append(" => /n").append((i + 1) % length).append(";\n");
    }
    assertThat(summary(dtab.toString())).isEqualTo("ERROR LOOP " + length);
  }

  @Test
  void severityOfALoopIsThatOfItsStrongestLink() {
    assertThat(findings("/a => /b | /#/fs ; /b => /a"))
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR);
    assertThat(findings("/a => /#/fs | /b ; /b => /a"))
        .extracting(Finding::severity, Finding::kind)
        .containsExactly(org.assertj.core.api.Assertions.tuple(Severity.WARNING, Kind.LOOP));
  }
}
