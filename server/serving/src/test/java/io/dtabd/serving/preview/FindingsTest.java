package io.dtabd.serving.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.serving.preview.WriteFinding.Breaks;
import io.dtabd.serving.preview.WriteFinding.Subject;
import io.dtabd.serving.preview.WriteFinding.Unchecked;
import io.dtabd.serving.preview.WriteFinding.Unknown;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingsTest {

  private final Findings findings = new Findings(Optional.empty());

  private static Subject subject(int i) {
    return new Subject("/svc/" + i, 1, "somewhere", "nothing");
  }

  private static Breaks breaks(int i) {
    return new Breaks(subject(i), "it leads nowhere");
  }

  @Test
  void aReasonToRefuseIsListedHoweverManyWarningsCameFirst() {
    for (int i = 0; i < Findings.MAX + 20; i++) {
      findings.add(new Unknown(subject(i), "not known"));
    }
    findings.add(breaks(1_000));
    findings.add(breaks(1_001));

    WriteCheck.Report report = findings.report();

    assertThat(report.refusals()).containsExactlyInAnyOrder(breaks(1_000), breaks(1_001));
    assertThat(report.findings()).hasSize(Findings.MAX);
    assertThat(report.findings().getFirst()).isEqualTo(new Unknown(subject(0), "not known"));
    assertThat(report.more()).isEqualTo(22);
  }

  @Test
  void ofTooManyReasonsToRefuseTheFirstAreListed() {
    for (int i = 0; i < Findings.MAX + 1; i++) {
      findings.add(breaks(i));
    }
    WriteCheck.Report report = findings.report();
    assertThat(report.refusals()).hasSize(Findings.MAX).doesNotContain(breaks(Findings.MAX));
    assertThat(report.more()).isOne();
  }

  @Test
  void whatAStaleStoreSaysIsNeverAReasonToRefuse() {
    var stale = new Findings(Optional.of(Instant.EPOCH));
    for (int i = 0; i < Findings.MAX + 1; i++) {
      stale.add(breaks(i));
    }
    WriteCheck.Report report = stale.report();
    assertThat(report.refusals()).isEmpty();
    assertThat(report.findings().getFirst()).isInstanceOf(Unchecked.class);
    assertThat(report.more()).isEqualTo(2);
  }
}
