package io.dtabd.api;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.dtab.Path;
import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.store.Namespace;
import org.jspecify.annotations.Nullable;

/** What requests say in their address. */
final class Parameters {

  /** What the templates of the routes call the namespace. */
  static final String NAMESPACE = "ns";

  private Parameters() {}

  static io.dtabd.net.http.Parameters of(Request request) {
    return new io.dtabd.net.http.Parameters(request.query());
  }

  /** The namespace in the path. */
  static Namespace namespace(Request request) {
    return io.dtabd.net.http.Parameters.namespaceOf(request.pathParameter(NAMESPACE));
  }

  /**
   * Whether the answer is to be a stream. Only these two values ask for one; so it is in namerd.
   */
  static boolean isWatch(Request request) {
    return of(request).isSet("watch") && !request.isHead();
  }

  /**
   * A whole number from {@code least} to {@code most}, which is also what its absence means; unlike
   * elsewhere an empty one is refused.
   */
  static int number(Request request, String name, int least, int most) {
    String text = request.query().first(name);
    if (text == null) {
      return most;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same error as for a number out of range.
    }
    throw HttpProblem.badRequest(
        "Invalid '%s': '%s' is not a number from %d to %d"
            .formatted(name, Excerpt.of(text), least, most));
  }

  static Path path(Request request) {
    return path(request.query().first("path"));
  }

  static Path path(@Nullable String text) {
    if (text == null) {
      throw HttpProblem.badRequest(
          "The parameter 'path' is missing: which name is meant, /svc/...");
    }
    try {
      return Path.read(text);
    } catch (DtabSyntaxException e) {
      throw HttpProblem.badRequest("Invalid path: " + Excerpt.of(text) + " / " + e.getMessage());
    }
  }

  /** The dentries that count for this request alone; empty and absent mean none. */
  static Dtab localDtab(Request request) {
    return dtab(request.query().first("dtab"));
  }

  static Dtab dtab(@Nullable String text) {
    try {
      return text == null ? Dtab.EMPTY : Dtab.read(text);
    } catch (DtabSyntaxException e) {
      throw HttpProblem.badRequest("Invalid dtab: " + e.getMessage());
    }
  }
}
