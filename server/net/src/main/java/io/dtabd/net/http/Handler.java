package io.dtabd.net.http;

/** Answers requests of one route. */
@FunctionalInterface
public interface Handler {

  /**
   * Called on a virtual thread of its own, so it may block. That thread is interrupted when the
   * client has gone.
   *
   * @throws HttpProblem for an answer that is an error
   * @throws Exception anything else is answered 500 with a number that the log has too
   */
  Response handle(Request request) throws Exception;
}
