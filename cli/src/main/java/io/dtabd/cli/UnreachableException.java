package io.dtabd.cli;

/** The server did not answer. What it was asked to change may have been changed all the same. */
final class UnreachableException extends FailedCommand {

  private static final long serialVersionUID = 1L;

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
