package io.dtabd.serving;

import io.dtabd.serving.memory.MemoryBudget;
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

  /** What was asked would have to be kept for its client, and there is no memory for it. */
  public static String noMemory(MemoryBudget.Refusal refusal) {
    return switch (refusal) {
      case CONNECTION ->
          "This connection keeps as much of the server's memory as one may; read what was sent to"
              + " it, or close what is not needed, and retry";
      case ADDRESS ->
          "Clients at this address keep as much of the server's memory as one address may"
              + " (io.dtabd.limits.maxBytesPerAddress); close what is not needed, and retry";
      case TOTAL ->
          "The server keeps as much for its clients as its memory permits; retry later, or at"
              + " another replica";
    };
  }

  /** The beginning of a text that may be a client's own, and megabytes. */
  public static String shortened(String text, int maxChars) {
    return text.length() <= maxChars ? text : text.substring(0, maxChars) + "...";
  }
}
