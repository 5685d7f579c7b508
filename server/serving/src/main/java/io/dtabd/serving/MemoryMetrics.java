package io.dtabd.serving;

import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.serving.memory.MemoryBudget.Refusal;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How much is kept for clients, and what was refused for want of memory. */
public final class MemoryMetrics {

  private MemoryMetrics() {}

  /**
   * @param budget which the registry holds weakly, so it has to be one that stays
   */
  public static void register(MeterRegistry registry, MemoryBudget budget) {
    Gauge.builder("dtabd.memory.budget", budget, MemoryBudget::bound)
        .description("What may be kept for clients")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("dtabd.memory.kept", budget, MemoryBudget::kept)
        .description("What is kept for clients: questions, answers, what sockets have not taken")
        .baseUnit("bytes")
        .register(registry);
    for (Refusal refusal : Refusal.values()) {
      FunctionCounter.builder("dtabd.memory.refused", budget, it -> it.refused(refusal))
          .description("New things refused, since their client or all of them keep too much")
          .tag("share", Labels.of(refusal))
          .register(registry);
    }
    FunctionCounter.builder("dtabd.memory.cut", budget, MemoryBudget::cut)
        .description("Clients cut off that took nothing of what was kept for them")
        .register(registry);
  }
}
