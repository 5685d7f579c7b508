package io.dtabd.net;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** TLS cannot be set up from these files and settings. The message says which and why. */
public final class TlsException extends IOException {

  private static final long serialVersionUID = 1L;

  TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
