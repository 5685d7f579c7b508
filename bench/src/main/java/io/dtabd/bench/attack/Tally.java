package io.dtabd.bench.attack;

import java.util.concurrent.atomic.LongAdder;

/** What became of the attempts of one attack. */
final class Tally {

  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** The server does what it was asked to, or does not say otherwise. */
  void taken() {
    taken.increment();
  }

  /** The server says no, or ends what it had taken. */
  void refused() {
    refused.increment();
  }

  long takenSoFar() {
    return taken.sum();
  }

  @Override
  public String toString() {
    return "%d taken, %d refused or ended".formatted(taken.sum(), refused.sum());
  }
}
