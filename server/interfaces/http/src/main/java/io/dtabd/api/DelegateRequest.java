package io.dtabd.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.store.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a delegation is asked of.
 *
 * @param namespace whose dtab comes before {@code dtab}; without one there is only that
 */
record DelegateRequest(Optional<Namespace> namespace, Dtab dtab, Path path) {

  private static final String SHAPE =
      "{\"namespace\": \"...\", \"dtab\": \"/a => /b\", \"path\": \"/...\"}";

  /** {@code GET /delegate/NS?path=P&dtab=D}. */
  static DelegateRequest ofNamespace(Request request) {
    return new DelegateRequest(
        Optional.of(Parameters.namespace(request)),
        Parameters.localDtab(request),
        Parameters.path(request));
  }

  /** {@code GET /delegate?namespace=NS&path=P&dtab=D}. */
  static DelegateRequest ofParameters(Request request) {
    return of(
        request.query().first("namespace"),
        request.query().first("dtab"),
        request.query().first("path"));
  }

  /**
   * {@code POST /delegate} with a JSON object, or without a body and everything in the query. A
   * dtab is required in the object: without one, and without a namespace, nothing is delegated.
   */
  static DelegateRequest ofBody(Request request) {
    String contentType = request.headers().first("Content-Type");
    if (contentType == null && request.body().isEmpty()) {
      return ofParameters(request);
    }
    if (MediaType.of(contentType == null ? "" : contentType).orElse(null) != MediaType.JSON) {
      throw new HttpProblem(
          415,
          "Content-Type \"%s\" is not application/json; send %s"
              .formatted(contentType == null ? "" : Excerpt.of(contentType), SHAPE));
    }
    Map<String, String> fields;
    try {
      fields = read(StrictUtf8.decode(request.body().buffer()));
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest(e.getMessage() + "; send " + SHAPE);
    }
    if (!fields.containsKey("dtab") && !fields.containsKey("namespace")) {
      throw HttpProblem.badRequest(
          "Neither 'namespace' nor 'dtab' is there to delegate by; send " + SHAPE);
    }
    return of(fields.get("namespace"), fields.get("dtab"), fields.get("path"));
  }

  private static DelegateRequest of(
      @Nullable String namespace, @Nullable String dtab, @Nullable String path) {
    return new DelegateRequest(
        Optional.ofNullable(namespace).map(io.dtabd.net.http.Parameters::namespaceOf),
        Parameters.dtab(dtab),
        Parameters.path(path));
  }

  /** The strings of an object; a key that is null counts as absent. */
  private static Map<String, String> read(String json) {
    var fields = new HashMap<String, String>();
    try (JsonParser in = Json.parser(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("the body is not a JSON object");
      }
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String key = in.currentName();
        JsonToken value = in.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          fields.put(key, in.getText());
        } else if (value != JsonToken.VALUE_NULL) {
          throw new IllegalArgumentException("'" + Excerpt.of(key) + "' must be a string");
        }
      }
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("the body goes on after the closing brace");
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the body is not JSON: " + Excerpt.printable(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
    return fields;
  }
}
