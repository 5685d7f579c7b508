package io.dtabd.grpc;

import io.dtabd.grpc.GrpcMetrics.Refusal;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused, and tells the log of it now and then: clients can cause as much as they
 * like.
 */
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /** Between two lines on the same reason. */
  static final Duration QUIET = Duration.ofMinutes(1);

  private final String listener;
  private final GrpcMetrics metrics;
  private final LongSupplier nanoClock;
  private final Map<Refusal, Line> lines = new EnumMap<>(Refusal.class);

  /** What the log knows of one reason. */
  private static final class Line {
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong due;

    Line(long now) {
      due = new AtomicLong(now);
    }
  }

  /**
   * @param listener its name, for the log
   */
  Refusals(String listener, GrpcMetrics metrics, LongSupplier nanoClock) {
    this.listener = listener;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    for (Refusal reason : Refusal.values()) {
      lines.put(reason, new Line(nanoClock.getAsLong()));
    }
  }

  /**
   * In any thread.
   *
   * @param from whose fault it is, where that is known
   * @param detail for people; from a client, perhaps
   */
  void add(Refusal reason, @Nullable SocketAddress from, @Nullable String detail) {
    metrics.refused(reason);
    Line line = Objects.requireNonNull(lines.get(reason));
    long others = line.untold.getAndIncrement();
    long due = line.due.get();
    long now = nanoClock.getAsLong();
    if (now - due >= 0 && line.due.compareAndSet(due, now + QUIET.toNanos())) {
      line.untold.addAndGet(-others - 1);
      log.warn(
          "{} refused {}{}{}{}",
          listener,
          reason.text(),
          from == null ? "" : ", from " + from,
          detail == null ? "" : ": " + detail,
          others == 0 ? "" : " (and " + others + " more since the last such line)");
    }
  }
}
