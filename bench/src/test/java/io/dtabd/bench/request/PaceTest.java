package io.dtabd.bench.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long START = -300; // nanoTime counts from anywhere

  @Test
  void requestsAreDueAtTheRate() {
    var pace = new Pace.Steady(START, 1e9 / 250, 4);

    assertThat(pace.nanosToNext(START - 10)).isEqualTo(10);
    assertThat(pace.take(START)).isEqualTo(START);
    assertThat(pace.nanosToNext(START)).isEqualTo(250);
  }

  @Test
  void whatIsTakenLateWasDueAllTheSame() {
    var pace = new Pace.Steady(START, 1e9 / 250, 3);
    long late = START + 100_000;

    assertThat(pace.take(late)).isEqualTo(START);
    assertThat(pace.take(late)).isEqualTo(START + 250);
    assertThat(pace.take(late)).isEqualTo(START + 500);
    assertThat(pace.isOver(late)).isTrue();
  }

  @Test
  void unbrokenRequestsAreDueUntilTheTimeIsUp() {
    var pace = new Pace.Unbroken(START + 1_000);

    assertThat(pace.nanosToNext(START)).isNotPositive();
    assertThat(pace.take(START + 7)).isEqualTo(START + 7);
    assertThat(pace.isOver(START + 999)).isFalse();
    assertThat(pace.isOver(START + 1_000)).isTrue();
  }
}
