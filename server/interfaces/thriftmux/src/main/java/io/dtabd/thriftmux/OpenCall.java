package io.dtabd.thriftmux;

import org.jspecify.annotations.Nullable;

/**
 * A call that is not answered yet. There may be tens of thousands, hanging until something changes.
 *
 * <p>Inside: those of one watch are a list through {@code next}.
 */
final class OpenCall {

  final Form form;
  final int tag;

  /** Thrift's own number of the call, which the answer repeats. */
  final int sequence;

  final Method method;

  /** Of the value that the client has. */
  final long stamp;

  /** What it waits for, once that is known. */
  @Nullable Watch watch;

  @Nullable OpenCall next;

  /** Works on it, if it is not a poll. */
  @Nullable Thread worker;

  OpenCall(Form form, int tag, int sequence, Method method, long stamp) {
    this.form = form;
    this.tag = tag;
    this.sequence = sequence;
    this.method = method;
    this.stamp = stamp;
  }
}
