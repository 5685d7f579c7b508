package io.dtabd.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {

  @Test
  void oneHighSampleIsNoGrowth() {
    Trend trend = Trend.of(List.of(100L, 101L, 99L, 100L, 100L, 100L, 101L, 900L, 100L));

    assertThat(trend.isLevel(0.05)).isTrue();
  }

  @Test
  void steadyGrowthIsSeen() {
    Trend trend = Trend.of(List.of(100L, 105L, 110L, 115L, 120L, 125L));

    assertThat(trend.isLevel(0.10)).isFalse();
  }

  @Test
  void tooFewSamplesAreRefused() {
    assertThatThrownBy(() -> Trend.of(List.of(1L, 2L)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
