package io.dtabd.net.http;

/** Looks at each request before it is routed. */
@FunctionalInterface
public interface Guard {

  /** Lets everything pass. */
  Guard NONE = _ -> {};

  /**
   * @throws HttpProblem if the request is not to be answered otherwise
   */
  void check(Request request);
}
