package io.dtabd.admin;

import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Parameters;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Route;

/**
 * What stands before every address of the admin listener.
 *
 * @param readOnly whether nothing can be changed through this listener
 */
record Protection(AccessRules rules, BrowserRules browsers, boolean readOnly) {

  /** The route of {@code endpoint}, for requests that may reach it. */
  Route of(Endpoint endpoint) {
    Route route = endpoint.route();
    return new Route(
        route.name(),
        route.method(),
        route.template(),
        route.effect(),
        request -> {
          check(endpoint, request);
          return route.handler().handle(request);
        });
  }

  private void check(Endpoint endpoint, Request request) {
    // The decoded path: what a rule forbids stays forbidden however it is written.
    if (!rules.permits(endpoint.kind(), "/" + String.join("/", request.segments()))) {
      throw HttpProblem.notFound("There is nothing at " + request.path());
    }
    switch (endpoint.route().effect()) {
      case READ -> browsers.checkSite(request);
      case WRITE, CONTROL -> checkChange(request);
      case WRITE_OR_REHEARSAL -> {
        // Read as the handlers read it, so that none takes for a write what passed as a rehearsal.
        if (new Parameters(request.query()).isSet("dryRun")) {
          browsers.checkSite(request);
        } else {
          checkChange(request);
        }
      }
    }
  }

  private void checkChange(Request request) {
    if (readOnly) {
      throw new HttpProblem(
          403,
          "The admin listener is read-only: io.dtabd.readOnly under admin in the configuration"
              + " says so");
    }
    browsers.checkChange(request);
  }
}
