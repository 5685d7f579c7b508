package io.dtabd.thriftmux;

import io.dtabd.net.RefusalCounters;
import io.dtabd.serving.Labels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Calls and refusals of one thriftmux listener. */
public final class MeteredThrift implements ThriftMetrics {

  private final MeterRegistry registry;
  private final String listener;
  private final Map<Call, Counter> calls = new ConcurrentHashMap<>();
  private final Map<Method, Counter> bytes = new ConcurrentHashMap<>();
  private final RefusalCounters<Refusal> refusals;

  private record Call(Method method, Outcome outcome) {}

  /**
   * @param listener the value of the label {@code listener}
   */
  public MeteredThrift(MeterRegistry registry, String listener) {
    this.registry = registry;
    this.listener = listener;
    this.refusals =
        new RefusalCounters<>(
            registry,
            "dtabd.thrift.refused",
            "Calls refused and connections cut off, by the limit that was reached",
            listener);
  }

  @Override
  public void over(Method method, Outcome outcome, long answerBytes) {
    calls.computeIfAbsent(new Call(method, outcome), this::calls).increment();
    if (answerBytes > 0) {
      bytes.computeIfAbsent(method, this::bytes).increment((double) answerBytes);
    }
  }

  @Override
  public void refused(Refusal reason) {
    refusals.add(reason);
  }

  private Counter calls(Call call) {
    return Counter.builder("dtabd.thrift.calls")
        .description("Calls that are over, by what came of them")
        .tag("listener", listener)
        .tag("method", Labels.of(call.method))
        .tag("outcome", Labels.of(call.outcome))
        .register(registry);
  }

  private Counter bytes(Method method) {
    return Counter.builder("dtabd.thrift.values")
        .description("Values that calls were answered with")
        .baseUnit("bytes")
        .tag("listener", listener)
        .tag("method", Labels.of(method))
        .register(registry);
  }
}
