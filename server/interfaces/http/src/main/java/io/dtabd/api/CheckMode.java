package io.dtabd.api;

import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;

/** What {@code ?check=} of a write asks for. */
enum CheckMode {
  /** The write is done as namerd does it, and nothing is looked at. */
  NONE,
  /** The write is done first; what it breaks is told. */
  WARN,
  /** A write that breaks something is not done. */
  REFUSE;

  /**
   * @param absent what is meant where the request says nothing
   */
  static CheckMode of(Request request, CheckMode absent) {
    String text = request.query().first("check");
    return switch (text) {
      case null -> absent;
      case "none" -> NONE;
      case "warn" -> WARN;
      case "refuse" -> REFUSE;
      default ->
          throw HttpProblem.badRequest(
              "Invalid 'check': '%s' is not one of refuse, warn, none".formatted(Excerpt.of(text)));
    };
  }
}
