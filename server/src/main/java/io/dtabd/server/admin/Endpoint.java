package io.dtabd.server.admin;

import io.dtabd.server.web.Handler;
import io.dtabd.server.web.HttpProblem;
import io.dtabd.server.web.Request;
import java.net.URI;

/**
 * One address of the admin listener.
 *
 * @param name for metrics and logs
 * @param kind what access rules go by
 * @param purpose what it is for, in a few words, as {@code /admin} lists it
 */
record Endpoint(
    String name,
    String method,
    String template,
    AccessRules.Kind kind,
    String purpose,
    Handler handler) {

  static Endpoint get(
      String name, String template, AccessRules.Kind kind, String purpose, Handler handler) {
    return new Endpoint(name, "GET", template, kind, purpose, handler);
  }

  static Endpoint post(
      String name, String template, AccessRules.Kind kind, String purpose, Handler handler) {
    return new Endpoint(name, "POST", template, kind, purpose, handler);
  }

  /**
   * Answers what {@code rules} permit, and nothing that a page of another site makes a browser
   * send.
   */
  Handler guarded(AccessRules rules) {
    return request -> {
      // The decoded path: what a rule forbids stays forbidden however it is written.
      if (!rules.permits(kind, "/" + String.join("/", request.segments()))) {
        throw HttpProblem.notFound("There is nothing at " + request.path());
      }
      if (kind == AccessRules.Kind.CONTROL) {
        refuseOtherSites(request);
      }
      return handler.handle(request);
    };
  }

  private static void refuseOtherSites(Request request) {
    String origin = request.headers().first("Origin");
    if (origin != null && !authorityOf(origin).equals(request.headers().first("Host"))) {
      throw new HttpProblem(
          403, "This was sent by a page of another site (%s), which may not".formatted(origin));
    }
  }

  private static String authorityOf(String origin) {
    try {
      String authority = URI.create(origin).getRawAuthority();
      return authority == null ? "" : authority;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
