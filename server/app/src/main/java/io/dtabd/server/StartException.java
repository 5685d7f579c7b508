package io.dtabd.server;

/** The server cannot start. The message tells the operator why, and what to do. */
public final class StartException extends Exception {

  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
