package io.dtabd.thriftmux;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Calls and refusals of one thriftmux listener. */
public final class MeteredThrift implements ThriftMetrics {

  private final MeterRegistry registry;
  private final String listener;
  private final Map<Call, Counter> calls = new ConcurrentHashMap<>();
  private final Map<Method, Counter> bytes = new ConcurrentHashMap<>();
  private final Map<Refusal, Counter> refusals = new ConcurrentHashMap<>();

  private record Call(Method method, Outcome outcome) {}

  /**
   * @param listener the value of the label {@code listener}
   */
  public MeteredThrift(MeterRegistry registry, String listener) {
    this.registry = registry;
    this.listener = listener;
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
    refusals.computeIfAbsent(reason, this::refusals).increment();
  }

  private Counter calls(Call call) {
    return Counter.builder("dtabd.thrift.calls")
        .description("Calls that are over, by what came of them")
        .tag("listener", listener)
        .tag("method", lower(call.method))
        .tag("outcome", lower(call.outcome))
        .register(registry);
  }

  private Counter bytes(Method method) {
    return Counter.builder("dtabd.thrift.values")
        .description("Values that calls were answered with")
        .baseUnit("bytes")
        .tag("listener", listener)
        .tag("method", lower(method))
        .register(registry);
  }

  private Counter refusals(Refusal reason) {
    return Counter.builder("dtabd.thrift.refused")
        .description("Calls refused and connections cut off, by the limit that was reached")
        .tag("listener", listener)
        .tag("reason", lower(reason))
        .register(registry);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
