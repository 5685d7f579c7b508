package io.dtabd.net.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One request, whole and decoded.
 *
 * @param method as sent, {@code GET}; HEAD reaches the handler of GET as {@code HEAD}
 * @param path as sent, without the query: {@code /api/1/dtabs/a%20b}
 * @param segments of the path, decoded: {@code [api, 1, dtabs, a b]}; none for {@code /}; a slash
 *     at the end makes an empty last one
 * @param pathParameters what the route's template named, decoded
 * @param peer who sent it
 */
public record Request(
    String method,
    String path,
    List<String> segments,
    Map<String, String> pathParameters,
    Query query,
    Headers headers,
    Body body,
    Peer peer) {

  /**
   * Reads the target of a request line.
   *
   * @param target {@code /path?query}, or the absolute form with {@code http://host} before it
   * @throws HttpProblem 400 if it cannot be decoded
   */
  public static Request of(String method, String target, Headers headers, Body body, Peer peer) {
    int mark = target.indexOf('?');
    String path = withoutAuthority(mark < 0 ? target : target.substring(0, mark));
    Query query = mark < 0 ? Query.NONE : Query.read(target.substring(mark + 1));
    return new Request(method, path, segments(path), Map.of(), query, headers, body, peer);
  }

  /**
   * What stood in the path where the route's template has {@code {name}}.
   *
   * @throws IllegalArgumentException if the template has no such name
   */
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {" + name + "}");
    }
    return value;
  }

  public boolean isHead() {
    return method.equals("HEAD");
  }

  /** The same with other parameters behind the question mark. */
  public Request withQuery(Query other) {
    return new Request(method, path, segments, pathParameters, other, headers, body, peer);
  }

  Request withPathParameters(Map<String, String> parameters) {
    return new Request(method, path, segments, parameters, query, headers, body, peer);
  }

  private static String withoutAuthority(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int scheme = target.indexOf("://");
    if (scheme < 0) {
      throw HttpProblem.badRequest("The request target must begin with '/'");
    }
    int slash = target.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }

  private static List<String> segments(String path) {
    if (path.equals("/")) {
      return List.of();
    }
    var segments = new ArrayList<String>();
    for (int start = 1; start <= path.length(); ) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      segments.add(PercentDecoder.PATH.decode(path.substring(start, end), "path"));
      start = end + 1;
    }
    return List.copyOf(segments);
  }
}
