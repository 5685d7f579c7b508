package io.dtabd.net.http;

/** The head of a request cannot be taken, or could be read in two ways. */
final class MalformedHeadException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedHeadException(String message) {
    super(message, null, false, false); // clients cause it as often as they like
  }
}
