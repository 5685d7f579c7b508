package io.dtabd.net.http;

import io.dtabd.serving.Delivery;
import io.dtabd.serving.Feed;

/** What a handler answers. Length, date and connection headers are added on the way out. */
public sealed interface Response {

  int status();

  Headers headers();

  /** The same with one more header. */
  Response with(String name, String value);

  /** An answer that is whole. */
  record Full(int status, Headers headers, Body body) implements Response {

    @Override
    public Full with(String name, String value) {
      return new Full(status, headers.with(name, value), body);
    }
  }

  /**
   * An answer that stays open and follows a feed: its newest message at once, if there is one, and
   * every newer one as soon as the client has taken the one before. Each message is one chunk. The
   * stream ends when the feed fails, the client leaves or the server stops.
   *
   * @param delivery told of what was written and, in any case, of the end
   * @param answerBytes what is kept because somebody follows the feed, this stream's share of it
   */
  record Stream(int status, Headers headers, Feed feed, Delivery delivery, long answerBytes)
      implements Response {

    @Override
    public Stream with(String name, String value) {
      return new Stream(status, headers.with(name, value), feed, delivery, answerBytes);
    }
  }

  static Full of(int status, String contentType, Body body) {
    return new Full(status, Headers.of("Content-Type", contentType), body);
  }

  static Full text(int status, String text) {
    return of(status, "text/plain;charset=UTF-8", Body.utf8(text));
  }

  static Full html(int status, String html) {
    return of(status, "text/html;charset=UTF-8", Body.utf8(html));
  }

  static Full json(int status, byte[] json) {
    return of(status, "application/json", Body.of(json));
  }

  /** 204. */
  static Full noContent() {
    return empty(204);
  }

  /** A status and nothing else, such as 304. */
  static Full empty(int status) {
    return new Full(status, Headers.NONE, Body.EMPTY);
  }

  /** 200, following {@code feed}. */
  static Stream stream(String contentType, Feed feed, Delivery delivery, long answerBytes) {
    return new Stream(200, Headers.of("Content-Type", contentType), feed, delivery, answerBytes);
  }
}
