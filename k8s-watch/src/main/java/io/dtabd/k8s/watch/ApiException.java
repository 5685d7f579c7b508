package io.dtabd.k8s.watch;

import java.io.IOException;

/** The server's answer was not what was asked for. */
final class ApiException extends IOException {

  private static final int GONE = 410;
  private static final int TOO_MANY_REQUESTS = 429;

  private final int status;

  /**
   * @param status of HTTP
   */
  ApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The version that was named is no longer known; list again. */
  boolean isGone() {
    return status == GONE;
  }

  Outage outage() {
    boolean refused = status >= 400 && status < 500 && status != TOO_MANY_REQUESTS && !isGone();
    String reason = String.valueOf(getMessage());
    return refused ? new Outage.Refused(status, reason) : new Outage.Unreachable(reason);
  }
}
