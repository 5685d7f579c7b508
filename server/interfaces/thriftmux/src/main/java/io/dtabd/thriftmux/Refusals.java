package io.dtabd.thriftmux;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is refused, and logs it: of each reason one line in a while, whoever causes it. */
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /** Who looks at the log sees it soon; who attacks does not fill it. */
  static final Duration LOG_EVERY = Duration.ofSeconds(10);

  private static final int MAX_TEXT_CHARS = 300;

  private final ThriftMetrics metrics;
  private final LongSupplier nanoClock;
  private final Map<Refusal, Line> lines = new EnumMap<>(Refusal.class);

  private record Line(long at, long unsaid) {}

  Refusals(ThriftMetrics metrics, LongSupplier nanoClock) {
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  void add(Refusal reason, SocketAddress client, String text) {
    metrics.refused(reason);
    long unsaid = unsaid(reason);
    if (unsaid >= 0) {
      String shown = text.length() <= MAX_TEXT_CHARS ? text : text.substring(0, MAX_TEXT_CHARS);
      String more = unsaid == 0 ? "" : " (and %d times more like it)".formatted(unsaid);
      log.warn("thriftmux client {}: {}{}", client, shown, more);
    }
  }

  /** How many were not logged since the last line; negative if this is not to be, either. */
  private synchronized long unsaid(Refusal reason) {
    long now = nanoClock.getAsLong();
    Line last = lines.get(reason);
    if (last == null || now - last.at >= LOG_EVERY.toNanos()) {
      lines.put(reason, new Line(now, 0));
      return last == null ? 0 : last.unsaid;
    }
    lines.put(reason, new Line(last.at, last.unsaid + 1));
    return -1;
  }
}
