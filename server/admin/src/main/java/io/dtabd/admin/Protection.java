package io.dtabd.admin;

import io.dtabd.net.http.Handler;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;

/**
 * What stands before every address of the admin listener.
 *
 * @param readOnly whether nothing can be changed through this listener
 */
record Protection(AccessRules rules, BrowserRules browsers, boolean readOnly) {

  /** The handler of {@code endpoint}, for requests that may reach it. */
  Handler of(Endpoint endpoint) {
    return request -> {
      check(endpoint, request);
      return endpoint.route().handler().handle(request);
    };
  }

  private void check(Endpoint endpoint, Request request) {
    // The decoded path: what a rule forbids stays forbidden however it is written.
    if (!rules.permits(endpoint.kind(), "/" + String.join("/", request.segments()))) {
      throw HttpProblem.notFound("There is nothing at " + request.path());
    }
    switch (endpoint.effect()) {
      case READS -> browsers.checkSite(request);
      case CHANGES -> {
        if (readOnly) {
          throw new HttpProblem(
              403,
              "The admin listener is read-only: io.dtabd.readOnly under admin in the configuration"
                  + " says so");
        }
        browsers.checkChange(request);
      }
    }
  }
}
