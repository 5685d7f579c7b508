package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

  private static final Duration LONGEST = Duration.ofMinutes(2);

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "5s,PT5S", "1m,PT1M", "0s,PT0S", "120s,PT2M"})
  void numberAndUnitIsADuration(String text, Duration expected) {
    assertThat(DurationText.parse(text, LONGEST)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "1.5s", "5 s", "5h", "9999999999s", "٥s"})
  void anythingElseIsRefusedWithWhatWouldBeRight(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationText.parse(text, LONGEST))
        .withMessage(
            "'%s' is not a duration; write a number and ms, s or m, like 500ms, 5s or 1m", text);
  }

  @Test
  void durationBeyondTheBoundIsRefusedWithTheBound() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurationText.parse("3m", LONGEST))
        .withMessage("'3m' is too long; at most 120s");
  }
}
