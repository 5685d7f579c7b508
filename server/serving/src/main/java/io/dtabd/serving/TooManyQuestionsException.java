package io.dtabd.serving;

/** As many different questions are being watched as this server permits. Others may ask again. */
public final class TooManyQuestionsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyQuestionsException(int limit) {
    super(
        limit
            + " different questions are being watched on this server, which is its limit; ask"
            + " another one, or again later");
  }
}
