package io.dtabd.serving;

import java.time.Duration;

/** What callers are told of a failure that is none of their making, on whichever interface. */
public final class ErrorText {

  /** The server is stopping. */
  public static final String STOPPING = "This server is stopping; connect to another, or again";

  /** A defect; the caller logs it. */
  public static final String UNEXPECTED =
      "An error in dtabd kept it from answering; its log says which";

  private ErrorText() {}

  /** What was asked is not known, and was waited for as long as may be. */
  public static String notInTime(Duration waited) {
    return "Timed out after %d ms waiting for a store or namer; retry".formatted(waited.toMillis());
  }

  public static String tooManyCalls(long limit) {
    return "This server is answering %d calls, which is its limit; call again later"
        .formatted(limit);
  }

  /** The beginning of a text that may be a client's own, and megabytes. */
  public static String shortened(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars) + "...";
  }
}
