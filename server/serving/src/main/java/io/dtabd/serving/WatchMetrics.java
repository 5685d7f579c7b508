package io.dtabd.serving;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Watchers, and the questions that are kept live for them. */
public final class WatchMetrics {

  private WatchMetrics() {}

  /** Registers what {@code watchers} and {@code questions} count. */
  public static void register(MeterRegistry registry, Watchers watchers, Questions questions) {
    for (Protocol protocol : Protocol.values()) {
      for (Question.Kind kind : Question.Kind.values()) {
        Gauge.builder("dtabd.watchers", watchers, it -> it.count(protocol, kind))
            .description("Streams and long polls that are open")
            .tag("protocol", Labels.of(protocol))
            .tag("kind", Labels.of(kind))
            .register(registry);
      }
    }
    counter(
        registry, "dtabd.watchers.opened", "Watchers that have come", watchers, Watchers::opened);
    counter(
        registry, "dtabd.watchers.closed", "Watchers that have gone", watchers, Watchers::closed);
    Gauge.builder("dtabd.questions", questions, Questions::count)
        .description("Distinct questions whose answers are kept live")
        .register(registry);
    Gauge.builder("dtabd.questions.idle", questions, Questions::idleCount)
        .description("Of those, the ones that nobody watches at the moment")
        .register(registry);
    counter(
        registry,
        "dtabd.questions.evicted",
        "Idle questions given up early to make room",
        questions,
        Questions::evicted);
    counter(
        registry,
        "dtabd.questions.refused",
        "Questions refused because too many are kept live",
        questions,
        Questions::refused);
    counter(
        registry,
        "dtabd.answers.encoded",
        "Answers encoded, once for all who watch the same in the same format",
        questions,
        Questions::encoded);
  }

  /** The registry holds {@code source} weakly, so it has to be something that stays. */
  private static <T> void counter(
      MeterRegistry registry,
      String name,
      String description,
      T source,
      ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, source, count).description(description).register(registry);
  }
}
