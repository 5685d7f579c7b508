package io.dtabd.thriftmux;

import java.util.concurrent.Semaphore;

/** What all connections together may have sent of messages that are not whole. */
final class InputBudget {

  /** 64 of the largest. */
  static final int MAX_BYTES = 256 * 1024 * 1024;

  private final Semaphore bytes = new Semaphore(MAX_BYTES);

  void take(int count) throws BadFrameException {
    if (!bytes.tryAcquire(count)) {
      throw new BadFrameException(
          Refusal.INPUT_TOO_LARGE,
          "this server keeps %d bytes of unfinished messages, which is its limit; send it again later"
              .formatted(MAX_BYTES));
    }
  }

  void giveBack(int count) {
    bytes.release(count);
  }
}
