package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CollectionShareTest {

  private final CollectionShare share =
      new CollectionShare(Duration.ofSeconds(30), Duration.ofSeconds(1), 0.98);
  private long now = Duration.ofDays(-3).toNanos(); // clocks of this kind may begin anywhere
  private long collected = Duration.ofHours(7).toNanos();

  @Test
  void allOfTheWindowIsTooMuchAndNotBeforeItIsOver() {
    assertThat(share.isTooMuch(now, collected)).isFalse();
    for (int second = 1; second < 30; second++) {
      assertThat(pass(1000, 1000)).as("second %d", second).isFalse();
    }
    assertThat(pass(1000, 1000)).isTrue();
  }

  @Test
  void theLimitItselfIsTooMuchAndLessIsNot() {
    assertThat(afterSeconds(31, 980)).isTrue();
    assertThat(afterSeconds(300, 979)).isFalse();
  }

  @Test
  void oneSecondOfOrdinaryWorkInTheWindowIsEnoughToGoOn() {
    assertThat(afterSeconds(29, 1000)).isFalse();
    assertThat(pass(1000, 0)).isFalse();
    assertThat(afterSeconds(29, 1000)).isFalse();
    assertThat(pass(1000, 1000)).isTrue();
  }

  @Test
  void aLongQuietTimeBeforeDoesNotHideIt() {
    assertThat(afterSeconds(3600, 1)).isFalse();
    assertThat(afterSeconds(29, 1000)).isFalse();
    assertThat(pass(1000, 1000)).isTrue();
  }

  @Test
  void samplesThatCollectionsDelayAreJudgedByTheTimeBetweenThem() {
    assertThat(share.isTooMuch(now, collected)).isFalse();
    assertThat(pass(12_000, 11_999)).isFalse();
    assertThat(pass(12_000, 11_999)).isFalse();
    assertThat(pass(12_000, 11_999)).isTrue();
  }

  @Test
  void aProcessThatWasStoppedForLongHasNotCollected() {
    assertThat(afterSeconds(29, 1000)).isFalse();
    assertThat(pass(600_000, 1000)).isFalse();
    assertThat(pass(1000, 1000)).isFalse();
  }

  @Test
  void samplesThatComeTooOftenNeverFillMoreThanTheRing() {
    for (int i = 0; i < 1000; i++) {
      assertThat(pass(1, 1)).isFalse();
    }
    assertThat(afterSeconds(31, 1000)).isTrue();
  }

  private boolean afterSeconds(int seconds, long collectedMillisInEach) {
    boolean tooMuch = false;
    for (int i = 0; i < seconds; i++) {
      tooMuch = pass(1000, collectedMillisInEach);
    }
    return tooMuch;
  }

  private boolean pass(long millis, long collectedMillis) {
    now += Duration.ofMillis(millis).toNanos();
    collected += Duration.ofMillis(collectedMillis).toNanos();
    return share.isTooMuch(now, collected);
  }
}
