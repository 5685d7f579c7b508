package io.dtabd.thriftmux;

import io.dtabd.serving.Poll;
import org.jspecify.annotations.Nullable;

/** A call that is not answered yet. There may be tens of thousands, most of them polls. */
final class OpenCall extends Poll<OpenCall> {

  final Form form;
  final int tag;

  /** Thrift's own number of the call, which the answer repeats. */
  final int sequence;

  final Method method;

  /** Works on it, if it is not a poll. */
  @Nullable Thread worker;

  /**
   * @param stamp of the value that the client has
   */
  OpenCall(Form form, int tag, int sequence, Method method, long stamp) {
    super(stamp);
    this.form = form;
    this.tag = tag;
    this.sequence = sequence;
    this.method = method;
  }
}
