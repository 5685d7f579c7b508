package io.dtabd.server;

import io.dtabd.store.StoreEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what a store that talks to a server goes through. */
public final class StoreCounters implements StoreEvents {

  private final Counter watchesBroken;
  private final Counter lists;
  private final Counter repeats;

  public StoreCounters(MeterRegistry registry) {
    watchesBroken =
        Counter.builder("dtabd.store.watches.broken")
            .description(
                "Streams of changes from the store's server that ended and were begun again")
            .register(registry);
    lists =
        Counter.builder("dtabd.store.lists")
            .description("Times that everything was read anew from the store's server")
            .register(registry);
    repeats =
        Counter.builder("dtabd.store.requests.repeated")
            .description("Requests that the store's server did not answer and that were made again")
            .register(registry);
  }

  @Override
  public void watchBroken() {
    watchesBroken.increment();
  }

  @Override
  public void listed() {
    lists.increment();
  }

  @Override
  public void requestRepeated() {
    repeats.increment();
  }
}
