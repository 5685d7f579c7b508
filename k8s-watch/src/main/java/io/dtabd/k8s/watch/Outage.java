package io.dtabd.k8s.watch;

/** Why a collection cannot be read at the moment. It is tried again until it can. */
public sealed interface Outage {

  /** For people: what was asked, and what came of it. */
  String reason();

  /**
   * The server answered that this is not allowed, or that there is no such collection; somebody has
   * to change that.
   *
   * @param status of HTTP: 401, 403, 404 and the like
   */
  record Refused(int status, String reason) implements Outage {}

  /** There was no answer, or one that promises better later. */
  record Unreachable(String reason) implements Outage {}
}
