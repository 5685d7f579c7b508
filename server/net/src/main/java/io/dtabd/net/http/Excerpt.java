package io.dtabd.net.http;

import io.dtabd.serving.ErrorText;

/** Of a text that a client sent, what an error message shows: a bounded part, on one line. */
public final class Excerpt {

  /** Enough to recognise it. */
  private static final int MAX_CHARS = 100;

  private Excerpt() {}

  public static String of(String text) {
    return printable(ErrorText.shortened(text, MAX_CHARS));
  }

  /** The text with everything that is not a printable char of one line shown as a space. */
  public static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
  }
}
