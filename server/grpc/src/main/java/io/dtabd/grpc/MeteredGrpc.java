package io.dtabd.grpc;

import io.dtabd.net.RefusalCounters;
import io.dtabd.serving.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Calls, streams and refusals of one gRPC listener. There are as many meters as methods and
 * statuses, none of which clients can invent.
 */
public final class MeteredGrpc implements GrpcMetrics {

  private final MeterRegistry registry;
  private final String prefix;
  private final String listener;
  private final RefusalCounters<Refusal> refusals;

  /**
   * @param prefix what the names of all meters begin with, such as {@code dtabd.mesh}
   * @param listener the value of the label {@code listener}, such as {@code io.l5d.mesh}
   */
  public MeteredGrpc(MeterRegistry registry, String prefix, String listener) {
    this.registry = registry;
    this.prefix = prefix;
    this.listener = listener;
    this.refusals =
        new RefusalCounters<>(
            registry,
            prefix + ".refused",
            "Calls, streams and connections refused or cut off, by why",
            listener);
  }

  @Override
  public OfMethod ofMethod(String method) {
    return new Method(Tags.of("listener", listener, "method", method));
  }

  @Override
  public void refused(Refusal reason) {
    refusals.add(reason);
  }

  private final class Method implements OfMethod {

    private final Tags labels;
    private final LongAdder open = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Map<String, Timer> answers = new ConcurrentHashMap<>();
    private final Map<String, Counter> ends = new ConcurrentHashMap<>();

    Method(Tags labels) {
      this.labels = labels;
      Gauge.builder(prefix + ".calls.open", open, LongAdder::sum)
          .description("Calls that are under way, streams above all")
          .tags(labels)
          .strongReference(true)
          .register(registry);
      FunctionCounter.builder(prefix + ".messages", messages, LongAdder::sum)
          .description("Messages sent")
          .tags(labels)
          .register(registry);
      FunctionCounter.builder(prefix + ".message", bytes, LongAdder::sum)
          .description("Messages sent, in bytes")
          .baseUnit("bytes")
          .tags(labels)
          .register(registry);
    }

    @Override
    public void begun() {
      open.increment();
    }

    @Override
    public void sent(long size) {
      messages.increment();
      bytes.add(size);
    }

    @Override
    public void answered(String status, Duration duration) {
      answers.computeIfAbsent(status, this::timer).record(duration);
    }

    @Override
    public void ended(String status) {
      open.decrement();
      ends.computeIfAbsent(status, this::end).increment();
    }

    private Timer timer(String status) {
      return Timer.builder(prefix + ".calls")
          .description(
              "Calls, from their beginning to the first message, or to the end if there is none")
          .tags(labels)
          .tag("status", status)
          .serviceLevelObjectives(Buckets.LATENCY)
          .register(registry);
    }

    private Counter end(String status) {
      return Counter.builder(prefix + ".calls.ended")
          .description("Calls that are over, by the status that they ended with")
          .tags(labels)
          .tag("status", status)
          .register(registry);
    }
  }
}
