package io.dtabd.serving;

import io.dtabd.serving.memory.MemoryBudget;

/** As many different questions are being watched as this server permits. Others may ask again. */
public final class TooManyQuestionsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private TooManyQuestionsException(String text) {
    super(text);
  }

  static TooManyQuestionsException ofLimit(int limit) {
    return new TooManyQuestionsException(
        limit
            + " different questions are being watched on this server, which is its limit; ask"
            + " another one, or again later");
  }

  static TooManyQuestionsException noMemory() {
    return new TooManyQuestionsException(ErrorText.noMemory(MemoryBudget.Refusal.TOTAL));
  }
}
