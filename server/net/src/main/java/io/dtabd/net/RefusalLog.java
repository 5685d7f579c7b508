package io.dtabd.net;

import io.dtabd.serving.ErrorText;
import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what a listener refuses, and logs it: of each reason one line in a while, since clients
 * can cause as much as they like.
 *
 * @param <R> the reasons
 */
public final class RefusalLog<R extends Enum<R> & RefusalLog.Reason> {

  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);

  /** Of a detail, which may be a client's own text. */
  private static final int MAX_DETAIL_CHARS = 300;

  /** Why something is refused. */
  public interface Reason {

    /** What is refused, as in "refused a request over the limit". */
    String text();
  }

  private final String listener;
  private final Consumer<R> counter;
  private final Map<R, SeldomLine> lines;

  /**
   * @param listener its name, for the log
   * @param counter told of everything that is refused
   */
  public RefusalLog(
      String listener, Class<R> reasons, Consumer<R> counter, LongSupplier nanoClock) {
    this.listener = listener;
    this.counter = counter;
    this.lines = new EnumMap<>(reasons);
    for (R reason : reasons.getEnumConstants()) {
      lines.put(reason, new SeldomLine(nanoClock));
    }
  }

  /**
   * In any thread.
   *
   * @param from whose fault it is, where that is known
   * @param detail for people; from a client, perhaps
   */
  public void add(R reason, @Nullable SocketAddress from, @Nullable String detail) {
    counter.accept(reason);
    Objects.requireNonNull(lines.get(reason))
        .write(
            others ->
                log.warn(
                    "{} refused {}{}{}{}",
                    listener,
                    reason.text(),
                    from == null ? "" : ", from " + from,
                    detail == null ? "" : ": " + ErrorText.shortened(detail, MAX_DETAIL_CHARS),
                    SeldomLine.more(others)));
  }
}
