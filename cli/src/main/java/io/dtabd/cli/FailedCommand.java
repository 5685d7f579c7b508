package io.dtabd.cli;

/** A command could not do its work. The message says why, and what to do. */
public class FailedCommand extends Exception {

  private static final long serialVersionUID = 1L;

  public FailedCommand(String message) {
    super(message);
  }

  public FailedCommand(String message, Throwable cause) {
    super(message, cause);
  }
}
