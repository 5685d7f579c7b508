package io.dtabd.admin;

import io.dtabd.net.http.Handler;
import io.dtabd.net.http.Route;

/**
 * One address of the admin listener.
 *
 * @param kind what access rules go by
 * @param effect what browsers are asked a token for
 * @param purpose what it is for, in a few words, as {@code /admin} lists it
 */
record Endpoint(Route route, AccessRules.Kind kind, Effect effect, String purpose) {

  /** What asking does. */
  enum Effect {
    READS,
    /** Changes dtabs or the process. */
    CHANGES
  }

  static Endpoint get(
      String name, String template, AccessRules.Kind kind, String purpose, Handler handler) {
    return new Endpoint(new Route(name, "GET", template, handler), kind, Effect.READS, purpose);
  }

  static Endpoint post(
      String name, String template, AccessRules.Kind kind, String purpose, Handler handler) {
    return new Endpoint(new Route(name, "POST", template, handler), kind, Effect.CHANGES, purpose);
  }
}
