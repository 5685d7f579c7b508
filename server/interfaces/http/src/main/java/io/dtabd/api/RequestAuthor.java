package io.dtabd.api;

import io.dtabd.net.http.Request;

/** Who asks for a write, as the history will name them. */
final class RequestAuthor {

  /** Who a person says they are (RFC 9110, section 10.1.2). The command line sends it. */
  private static final String FROM = "From";

  private RequestAuthor() {}

  /**
   * The name in the client's certificate, which is proven; without one, whatever the client claims,
   * and where it is: {@code alice (10.1.2.3)}. Behind a proxy that is the proxy.
   */
  static String of(Request request) {
    return request.peer().certificateName().orElseGet(() -> claimed(request));
  }

  private static String claimed(Request request) {
    String address = request.peer().remote().getAddress().getHostAddress();
    String from = request.headers().first(FROM);
    return from == null || from.isBlank() ? address : from.strip() + " (" + address + ")";
  }
}
