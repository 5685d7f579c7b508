package io.dtabd.store;

import java.lang.ScopedValue.CallableOp;
import java.util.Optional;

/**
 * Who is writing, as whoever calls the store knows them. A store records it beside the version that
 * is written, where {@link DtabStore#history} shows it.
 *
 * <p>It belongs to the thread that calls, as the request does that it comes from, and not to what
 * is asked of the store: most callers have nobody to name.
 */
public final class Author {

  /**
   * The longest name in characters that is recorded, the rest is cut off: enough for a
   * certificate's subject, and little beside a dtab.
   */
  public static final int MAX_LENGTH = 256;

  private static final ScopedValue<String> WRITING = ScopedValue.newInstance();

  private Author() {}

  /** Calls {@code write}, whose writes are {@code name}'s. */
  public static <T> T named(String name, CallableOp<T, StoreException> write)
      throws StoreException {
    return ScopedValue.where(WRITING, oneLine(name)).call(write);
  }

  /** Whose writes those of this thread are, on one line; empty if nobody is named. */
  public static Optional<String> current() {
    return WRITING.isBound()
        ? Optional.of(WRITING.get()).filter(name -> !name.isEmpty())
        : Optional.empty();
  }

  private static String oneLine(String name) {
    String line = name.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH);
  }
}
