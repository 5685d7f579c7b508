package io.dtabd.bench.attack;

import java.util.concurrent.atomic.LongAdder;

/** What became of the attempts of one attack. */
final class Tally {

  private final LongAdder tries = new LongAdder();
  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();

  void tried() {
    tries.increment();
  }

  /** The server does what it was asked to, or does not say otherwise. */
  void taken() {
    taken.increment();
  }

  /** The server says no, or ends what it had taken. */
  void refused() {
    refused.increment();
  }

  @Override
  public String toString() {
    return "%d tries, %d taken, %d refused or ended"
        .formatted(tries.sum(), taken.sum(), refused.sum());
  }
}
