package io.dtabd.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still unless it is set forward. */
final class SettableClock implements InstantSource {

  private volatile Instant now;

  SettableClock(Instant start) {
    now = start;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
