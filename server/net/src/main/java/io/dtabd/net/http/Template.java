package io.dtabd.net.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A path in which {@code {name}} stands for any one segment that is not empty, and {@code {name*}}
 * at the end for one or more of them.
 */
record Template(List<String> segments) {

  private static final String REST = "*}";

  /**
   * @throws IllegalArgumentException if {@code text} does not begin with a slash
   */
  static Template read(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a template begins with '/': " + text);
    }
    return new Template(
        text.equals("/") ? List.of() : Arrays.asList(text.substring(1).split("/", -1)));
  }

  /** The named segments, or null if the path is another one. */
  @Nullable Map<String, String> match(List<String> path) {
    if (path.size() != segments.size() && !(isOpen() && path.size() > segments.size())) {
      return null;
    }
    var parameters = new LinkedHashMap<String, String>();
    for (int i = 0; i < segments.size(); i++) {
      String wanted = segments.get(i);
      String actual = path.get(i);
      if (wanted.endsWith(REST)) {
        List<String> rest = path.subList(i, path.size());
        if (rest.contains("")) {
          return null;
        }
        parameters.put(
            wanted.substring(1, wanted.length() - REST.length()), String.join("/", rest));
      } else if (wanted.startsWith("{") && wanted.endsWith("}")) {
        if (actual.isEmpty()) {
          return null;
        }
        parameters.put(wanted.substring(1, wanted.length() - 1), actual);
      } else if (!wanted.equals(actual)) {
        return null;
      }
    }
    return parameters;
  }

  private boolean isOpen() {
    return !segments.isEmpty() && segments.getLast().endsWith(REST);
  }
}
