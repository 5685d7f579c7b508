package io.dtabd.cli;

import java.net.URI;

/** The server answered, but did not do it. */
final class RefusedException extends FailedCommand {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String reason;

  /**
   * @param body the answer's, one line
   */
  RefusedException(int status, String body, URI uri) {
    super("%s (%s from %s)".formatted(reasonOf(status, body), statusLine(status), uri));
    this.status = status;
    this.reason = reasonOf(status, body);
  }

  /** The namespace has another version than the one named, or is there against expectation. */
  boolean isConflict() {
    return status == 412 || status == 409;
  }

  boolean isNotFound() {
    return status == 404;
  }

  /** What is there cannot be read. */
  boolean isFailed() {
    return status == 500;
  }

  boolean isUnavailable() {
    return status == 503;
  }

  /** What was to be created is there. */
  boolean isAlreadyThere() {
    return status == 409;
  }

  /** What was sent is not acceptable. */
  boolean isBadInput() {
    return status == 400 || status == 413;
  }

  /** What was wrong, without status and address. */
  String reason() {
    return reason;
  }

  /** namerd sends most statuses without a word. */
  private static String reasonOf(int status, String body) {
    if (status == 412) {
      return "someone else changed it: it has another version than the one given; get it again and"
          + " repeat the change on that";
    }
    if (!body.isEmpty()) {
      return body;
    }
    return switch (status) {
      case 400 -> "the server does not accept what was sent";
      case 404 -> "there is no such namespace";
      case 409 -> "there is such a namespace already; update it, or choose another name";
      default -> "the server refused";
    };
  }

  private static String statusLine(int status) {
    return switch (status) {
      case 400 -> "400 Bad Request";
      case 401 -> "401 Unauthorized";
      case 403 -> "403 Forbidden";
      case 404 -> "404 Not Found";
      case 405 -> "405 Method Not Allowed";
      case 409 -> "409 Conflict";
      case 412 -> "412 Precondition Failed";
      case 413 -> "413 Content Too Large";
      case 500 -> "500 Internal Server Error";
      case 502 -> "502 Bad Gateway";
      case 503 -> "503 Service Unavailable";
      case 504 -> "504 Gateway Timeout";
      default -> Integer.toString(status);
    };
  }
}
