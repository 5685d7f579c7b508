package io.dtabd.net.http;

import java.time.Duration;

/** An error answer: a status and one line for whoever sent the request. */
public final class HttpProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Headers headers;

  /**
   * @param text what was wrong, where, and what to do about it; one line
   * @param headers such as {@code Allow} or {@code Retry-After}
   */
  public HttpProblem(int status, String text, Headers headers) {
    // No stack trace: it is an answer, thrown often when clients are wrong often.
    super(text, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  public HttpProblem(int status, String text) {
    this(status, text, Headers.NONE);
  }

  public static HttpProblem badRequest(String text) {
    return new HttpProblem(400, text);
  }

  public static HttpProblem notFound(String text) {
    return new HttpProblem(404, text);
  }

  /** 503; the client should come again after {@code retryAfter}, in whole seconds, at least 1. */
  public static HttpProblem unavailable(String text, Duration retryAfter) {
    return later(503, text, retryAfter);
  }

  /** 429; the same for what the client has too much of. */
  public static HttpProblem tooMany(String text, Duration retryAfter) {
    return later(429, text, retryAfter);
  }

  private static HttpProblem later(int status, String text, Duration retryAfter) {
    return new HttpProblem(
        status,
        text,
        Headers.of("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds()))));
  }

  public int status() {
    return status;
  }

  public Headers headers() {
    return headers;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
