package io.dtabd.thriftmux;

import io.dtabd.serving.ErrorText;
import io.dtabd.serving.memory.MemoryAccount;
import io.dtabd.serving.memory.MemoryBudget;
import java.util.Optional;
import java.util.function.Supplier;

/** What a connection may have sent of messages that are not whole. */
final class InputBudget {

  private final Supplier<MemoryAccount> memory;

  /**
   * @param memory of the connection, once it is open
   */
  InputBudget(Supplier<MemoryAccount> memory) {
    this.memory = memory;
  }

  void take(int bytes) throws BadFrameException {
    Optional<MemoryBudget.Refusal> refusal = memory.get().take(bytes);
    if (refusal.isPresent()) {
      throw new BadFrameException(Refusal.INPUT_TOO_LARGE, ErrorText.noMemory(refusal.get()));
    }
  }

  void giveBack(int bytes) {
    memory.get().giveBack(bytes);
  }
}
