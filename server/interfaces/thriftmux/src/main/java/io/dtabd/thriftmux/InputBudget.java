package io.dtabd.thriftmux;

import io.dtabd.serving.Quota;

/** What all connections together may have sent of messages that are not whole. */
final class InputBudget {

  private final Quota bytes = new Quota(Quota.INPUT_BYTES);

  void take(int count) throws BadFrameException {
    if (!bytes.take(count)) {
      throw new BadFrameException(
          Refusal.INPUT_TOO_LARGE,
          "this server keeps %d bytes of unfinished messages, which is its limit; send it again later"
              .formatted(bytes.bound()));
    }
  }

  void giveBack(int count) {
    bytes.giveBack(count);
  }
}
