package io.dtabd.bench.repeat;

/** Arguments that cannot be used; the message says which, and what to write instead. */
final class Unusable extends RuntimeException {

  Unusable(String message) {
    super(message);
  }
}
