package io.dtabd.bench.repeat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a repetition went.
 *
 * @param reason why it failed, in a few words
 */
record Outcome(Verdict verdict, Duration took, String reason) {

  enum Verdict {
    PASSED,
    FAILED,
    /** No test ran to its end, since all were skipped or aborted. */
    SKIPPED,
    /** There is nothing by that name. */
    NO_TESTS
  }

  private static final Pattern COUNT =
      Pattern.compile(
          "\\[\\s*(\\d+) (containers|tests)\\s+(found|skipped|aborted|successful|failed)\\s*]");

  /** Reads the launcher's summary, which is at the end of its output. */
  static Outcome of(int exitCode, String output, Duration took) {
    long tests = 0;
    long successful = 0;
    long failed = 0;
    long skipped = 0;
    boolean summed = false;
    int summary = output.lastIndexOf("Test run finished after");
    for (Matcher matcher = COUNT.matcher(output.substring(Math.max(0, summary)));
        summary >= 0 && matcher.find(); ) {
      long count = Long.parseLong(matcher.group(1));
      boolean ofTests = matcher.group(2).equals("tests");
      switch (matcher.group(3)) {
        case "found" -> tests += ofTests ? count : 0;
        case "successful" -> successful += ofTests ? count : 0;
        case "failed" -> failed += count;
        default -> skipped += count;
      }
      summed = true;
    }
    if (!summed) {
      return new Outcome(
          Verdict.FAILED, took, "the JVM ended with exit code " + exitCode + " and no summary");
    }
    if (failed > 0 || (exitCode != 0 && tests > 0)) {
      return new Outcome(Verdict.FAILED, took, failed + " failed, " + successful + " passed");
    }
    if (successful > 0) {
      return new Outcome(Verdict.PASSED, took, "");
    }
    return new Outcome(tests + skipped > 0 ? Verdict.SKIPPED : Verdict.NO_TESTS, took, "");
  }
}
