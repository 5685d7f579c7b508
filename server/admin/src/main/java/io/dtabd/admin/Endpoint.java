package io.dtabd.admin;

import io.dtabd.net.http.Effect;
import io.dtabd.net.http.Handler;
import io.dtabd.net.http.Route;

/**
 * One address of the admin listener.
 *
 * @param kind what access rules go by
 * @param purpose what it is for, in a few words, as {@code /admin} lists it
 */
record Endpoint(Route route, AccessRules.Kind kind, String purpose) {

  static Endpoint get(
      String name, String template, AccessRules.Kind kind, String purpose, Handler handler) {
    return new Endpoint(new Route(name, "GET", template, Effect.READ, handler), kind, purpose);
  }

  /** For what changes or stops the process. */
  static Endpoint post(
      String name, String template, AccessRules.Kind kind, String purpose, Handler handler) {
    return new Endpoint(new Route(name, "POST", template, Effect.CONTROL, handler), kind, purpose);
  }
}
