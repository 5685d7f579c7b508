package io.dtabd.api;

import io.dtabd.dtab.Dtab;
import io.dtabd.net.http.Body;
import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import java.nio.charset.StandardCharsets;

/** A dtab in the body of a request or an answer, in any of the media types. */
final class DtabBody {

  private DtabBody() {}

  /**
   * @throws HttpProblem 400 if the type is not known or the body is not a dtab of that type
   */
  static SentDtab read(Request request) {
    try {
      return parse(request);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest("Invalid dtab: " + e.getMessage());
    }
  }

  /**
   * @throws HttpProblem 400 if the type is not known
   * @throws IllegalArgumentException if the body is not a dtab of that type; the message says what
   *     is wrong and where
   */
  static SentDtab parse(Request request) {
    String contentType = request.headers().first("Content-Type");
    String given = contentType == null ? "" : contentType;
    MediaType type =
        MediaType.of(given)
            .orElseThrow(
                () ->
                    HttpProblem.badRequest(
                        "Invalid Content-Type \"%s\". Send the dtab as %s"
                            .formatted(Excerpt.of(given), MediaType.NAMES)));
    return SentDtab.read(type, request.body().buffer());
  }

  static Body write(Dtab dtab, MediaType type) {
    return Body.of(bytes(dtab, type));
  }

  /** With a newline at the end, but for the source, which is as it was written. */
  static byte[] bytes(Dtab dtab, MediaType type) {
    return switch (type) {
      case JSON -> Json.line(out -> DtabJson.write(dtab, out));
      case DTAB, TEXT -> (dtab.show() + "\n").getBytes(StandardCharsets.UTF_8);
      case SOURCE -> dtab.text().getBytes(StandardCharsets.UTF_8);
    };
  }
}
