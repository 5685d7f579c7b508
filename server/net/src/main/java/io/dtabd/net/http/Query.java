package io.dtabd.net.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark, decoded. */
public record Query(Map<String, List<String>> parameters) {

  public static final Query NONE = new Query(Map.of());

  /**
   * Reads {@code a=1&b=2}. A name without {@code =} has the empty value. A semicolon is an ordinary
   * character: dtabs are full of them.
   *
   * @throws HttpProblem 400 if it cannot be decoded
   */
  public static Query read(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    var parameters = new LinkedHashMap<String, List<String>>();
    for (int start = 0; start <= text.length(); ) {
      int end = text.indexOf('&', start);
      end = end < 0 ? text.length() : end;
      if (end > start) {
        int equals = text.indexOf('=', start);
        boolean bare = equals < 0 || equals > end;
        String name =
            PercentDecoder.QUERY.decode(
                text.substring(start, bare ? end : equals), "name of a query parameter");
        String value =
            bare
                ? ""
                : PercentDecoder.QUERY.decode(
                    text.substring(equals + 1, end), "query parameter '" + name + "'");
        parameters.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
      }
      start = end + 1;
    }
    return new Query(parameters);
  }

  /** The first value of that name, or null if there is none. */
  public @Nullable String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /** All values of that name in their order. */
  public List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }
}
