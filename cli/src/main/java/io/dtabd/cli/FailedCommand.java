package io.dtabd.cli;

/** A command could not do its work. The message says why, and what to do. */
public class FailedCommand extends Exception {

  private static final long serialVersionUID = 1L;

  FailedCommand(String message) {
    super(message);
  }

  FailedCommand(String message, Throwable cause) {
    super(message, cause);
  }
}
