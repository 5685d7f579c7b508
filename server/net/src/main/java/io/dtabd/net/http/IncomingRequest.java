package io.dtabd.net.http;

import io.dtabd.serving.ErrorText;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request while it arrives: its head, and as much of its body as there is. */
final class IncomingRequest {

  /** How much of a decoder's complaint is passed on: it may quote the input. */
  private static final int MAX_CAUSE_CHARS = 200;

  /**
   * Each line costs far more than its bytes: 12,000 fit into the bytes that a head may have.
   * Proxies take 100 by default, and add some of their own.
   */
  private static final int MAX_HEADER_LINES = 256;

  /** Requests take milliseconds, so there is room again soon. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final HttpRequest head;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

  IncomingRequest(HttpRequest head) {
    this.head = head;
  }

  String method() {
    return head.method().name();
  }

  String target() {
    return head.uri();
  }

  boolean isHead() {
    return method().equals("HEAD");
  }

  boolean isHttp10() {
    return head.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  boolean keepAlive() {
    return HttpUtil.isKeepAlive(head);
  }

  boolean expectsContinue() {
    return HttpUtil.is100ContinueExpected(head);
  }

  int bodyLength() {
    return body.size();
  }

  void append(ByteBuf content) {
    try {
      content.getBytes(content.readerIndex(), body, content.readableBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  Body body() {
    return Body.of(body.toByteArray());
  }

  /**
   * @throws IllegalArgumentException if one breaks the rules, as {@link #refusal} says
   */
  Headers headers() {
    var fields = new ArrayList<Headers.Field>(head.headers().size());
    for (Map.Entry<String, String> header : head.headers()) {
      fields.add(new Headers.Field(header.getKey(), header.getValue()));
    }
    return new Headers(fields);
  }

  /** What kinds of answer the client takes, as far as it can be made out. */
  Headers accept() {
    try {
      String accept = head.headers().get(HttpHeaderNames.ACCEPT);
      return accept == null ? Headers.NONE : Headers.of("Accept", accept);
    } catch (IllegalArgumentException e) {
      return Headers.NONE;
    }
  }

  /**
   * Why the head cannot be taken, or null if it can.
   *
   * @param maxBodyBytes what a length that is announced must not exceed
   */
  @Nullable Refused refusal(int maxBodyBytes) {
    if (head.decoderResult().isFailure()) {
      return undecodable(head.decoderResult().cause());
    }
    HttpVersion version = head.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_0) && !version.equals(HttpVersion.HTTP_1_1)) {
      return Refused.malformed(
          505, "%s is not spoken here; use HTTP/1.1".formatted(version.text()));
    }
    if (head.headers().size() > MAX_HEADER_LINES) {
      return new Refused(
          HttpMetrics.Refusal.HEADERS_TOO_LARGE,
          new HttpProblem(
              431,
              "The request has %d header lines; at most %d are taken"
                  .formatted(head.headers().size(), MAX_HEADER_LINES)));
    }
    List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      return Refused.malformed(400, "The request has %d Host headers".formatted(hosts.size()));
    }
    String expect = head.headers().get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return Refused.malformed(417, "Expect: only 100-continue is known");
    }
    if (HttpUtil.getContentLength(head, 0L) > maxBodyBytes) {
      return Refused.bodyTooLarge(maxBodyBytes);
    }
    try {
      headers();
      return null;
    } catch (IllegalArgumentException e) {
      return undecodable(e);
    }
  }

  /** What a decoder's complaint is in HTTP. */
  static Refused undecodable(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          new Refused(
              HttpMetrics.Refusal.LINE_TOO_LONG,
              new HttpProblem(414, "The request line is too long: " + text(cause)));
      case TooLongHttpHeaderException _ ->
          new Refused(
              HttpMetrics.Refusal.HEADERS_TOO_LARGE,
              new HttpProblem(431, "The headers are too large: " + text(cause)));
      default -> Refused.malformed(400, "Malformed request: " + text(cause));
    };
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String line = message.replaceAll("[^ -~]", "?");
    return ErrorText.shortened(line, MAX_CAUSE_CHARS);
  }

  /** An answer to a request that is not taken, and what it is counted as. */
  record Refused(HttpMetrics.Refusal reason, HttpProblem problem) {

    static Refused noMemory(MemoryBudget.Refusal refusal) {
      String text = ErrorText.noMemory(refusal);
      return new Refused(
          HttpMetrics.Refusal.NO_MEMORY,
          switch (refusal) {
            case CONNECTION, ADDRESS -> HttpProblem.tooMany(text, RETRY_AFTER);
            case TOTAL -> HttpProblem.unavailable(text, RETRY_AFTER);
          });
    }

    static Refused malformed(int status, String text) {
      return new Refused(HttpMetrics.Refusal.MALFORMED, new HttpProblem(status, text));
    }

    static Refused tooSlow(Duration limit) {
      return new Refused(
          HttpMetrics.Refusal.REQUEST_TOO_SLOW,
          new HttpProblem(
              408, "The request was not whole after %d ms".formatted(limit.toMillis())));
    }

    static Refused tooBusy() {
      return new Refused(
          HttpMetrics.Refusal.TOO_MANY_REQUESTS_RUNNING,
          HttpProblem.unavailable("Too many requests at once; come again", RETRY_AFTER));
    }

    static Refused bodyTooLarge(int maxBodyBytes) {
      return new Refused(
          HttpMetrics.Refusal.BODY_TOO_LARGE,
          new HttpProblem(413, "The body is larger than %d bytes".formatted(maxBodyBytes)));
    }
  }
}
