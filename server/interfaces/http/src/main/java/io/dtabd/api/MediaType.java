package io.dtabd.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms in which a dtab comes and goes. */
enum MediaType {
  JSON("application/json"),
  DTAB("application/dtab"),
  /** The same text as {@link #DTAB}, for browsers and curl. */
  TEXT("text/plain"),
  /** What was written: comments, layout and every digit of the weights. For editing. */
  SOURCE("application/vnd.dtabd.source");

  /** For the error about a type that is none of these. */
  static final String NAMES = "application/dtab, text/plain or application/json";

  private final String type;

  MediaType(String type) {
    this.type = type;
  }

  /** As it stands in a header. */
  String type() {
    return type;
  }

  /** The type that a {@code Content-Type} names, whatever its parameters. */
  static Optional<MediaType> of(String contentType) {
    int parameters = contentType.indexOf(';');
    String bare = parameters < 0 ? contentType : contentType.substring(0, parameters);
    String name = bare.strip().toLowerCase(Locale.ROOT);
    for (MediaType mediaType : values()) {
      if (mediaType.type.equals(name)) {
        return Optional.of(mediaType);
      }
    }
    return Optional.empty();
  }

  /**
   * What to answer in: the first type of the {@code Accept} headers that is known, whatever its
   * weight, and JSON if none is. So namerd does it, and its clients rely on it.
   */
  static MediaType accepted(List<String> accept) {
    for (String header : accept) {
      for (String range : header.split(",")) {
        Optional<MediaType> known = of(range);
        if (known.isPresent()) {
          return known.get();
        }
      }
    }
    return JSON;
  }
}
