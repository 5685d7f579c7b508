package io.dtabd.bench.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.bench.repeat.Outcome.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  @Test
  void oneTestThatRanIsEnoughToPass() {
    assertThat(verdict(0, summary("2 tests found", "1 tests skipped", "1 tests successful")))
        .isEqualTo(Verdict.PASSED);
  }

  @Test
  void nothingButSkippedTestsIsNoPass() {
    assertThat(verdict(0, summary("2 tests found", "1 tests skipped", "1 tests aborted")))
        .isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void classWhosePreparationIsAbortedIsSkipped() {
    assertThat(verdict(0, summary("1 containers aborted", "0 tests found")))
        .isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void classWhosePreparationFailsHasFailed() {
    assertThat(verdict(1, summary("1 containers failed", "0 tests found")))
        .isEqualTo(Verdict.FAILED);
  }

  @Test
  void failedTestFailsTheRepetition() {
    assertThat(verdict(1, summary("2 tests found", "1 tests successful", "1 tests failed")))
        .isEqualTo(Verdict.FAILED);
  }

  @Test
  void unknownMethodIsNoFailure() {
    assertThat(verdict(0, summary("2 containers found", "0 tests found")))
        .isEqualTo(Verdict.NO_TESTS);
  }

  @Test
  void jvmThatDiesBeforeTheSummaryHasFailed() {
    assertThat(verdict(0, "[         1 tests successful      ]")).isEqualTo(Verdict.FAILED);
  }

  private static Verdict verdict(int exitCode, String output) {
    return Outcome.of(exitCode, output, Duration.ofSeconds(1)).verdict();
  }

  private static String summary(String... counts) {
    var text = new StringBuilder("what a test printed\n\nTest run finished after 12 ms\n");
    for (String count : counts) {
      text.append("[         ").append(count).append("      ]\n");
    }
    return text.toString();
  }
}
