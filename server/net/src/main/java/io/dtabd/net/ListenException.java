package io.dtabd.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A listener could not be opened. The message says why and what to do. */
public final class ListenException extends IOException {

  private static final long serialVersionUID = 1L;

  private ListenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * @param listener its name, for the message
   * @param cause what the system said, if it was asked
   */
  public static ListenException of(
      String listener, InetSocketAddress address, @Nullable Throwable cause) {
    String where = "%s:%d".formatted(address.getHostString(), address.getPort());
    String system = cause == null ? "" : String.valueOf(cause.getMessage());
    String advice;
    if (address.isUnresolved()) {
      advice = "the address is not known here; give an IP address of this machine, or 0.0.0.0";
    } else if (system.contains("Address already in use")) {
      advice =
          "the port is in use; stop what listens there (`ss -ltnp 'sport = :%d'` shows it) or set another port"
              .formatted(address.getPort());
    } else if (system.contains("Permission denied")) {
      advice = "not permitted; ports below 1024 need the right to bind them, so set a higher port";
    } else if (system.contains("Cannot assign requested address")) {
      advice = "this machine does not have that address; set one that it has, or 0.0.0.0 for all";
    } else {
      advice = system;
    }
    return new ListenException(
        "Cannot listen on %s for %s: %s".formatted(where, listener, advice), cause);
  }
}
