package io.dtabd.net.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which handler answers which method and path. Templates are matched in the order in which they
 * were added, {@code {name}} standing for one segment that is not empty, and {@code {name*}} at the
 * end for one or more. The handler of GET answers HEAD too.
 */
public final class Router {

  /** A route and the request with its path parameters filled in. */
  record Match(Route route, Request request) {}

  private final List<Resource> resources;

  private Router(List<Resource> resources) {
    this.resources = resources;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** All routes, those of one template together. */
  public List<Route> routes() {
    return resources.stream().flatMap(resource -> resource.byMethod.values().stream()).toList();
  }

  /**
   * @throws HttpProblem 404 or 405
   */
  Match match(Request request) {
    var allowed = new TreeSet<String>();
    for (Resource resource : resources) {
      Map<String, String> parameters = resource.template.match(request.segments());
      if (parameters != null) {
        Route route = resource.route(request.method());
        if (route != null) {
          return new Match(route, request.withPathParameters(parameters));
        }
        allowed.addAll(resource.methods());
      }
    }
    if (allowed.isEmpty()) {
      throw HttpProblem.notFound("There is nothing at " + request.path());
    }
    String allow = String.join(", ", allowed);
    throw new HttpProblem(
        405,
        "%s is not supported here; supported: %s".formatted(request.method(), allow),
        Headers.of("Allow", allow));
  }

  /** Everything at one address. */
  private record Resource(Template template, Map<String, Route> byMethod) {

    @Nullable Route route(String method) {
      Route route = byMethod.get(method);
      return route == null && method.equals("HEAD") ? byMethod.get("GET") : route;
    }

    TreeSet<String> methods() {
      var methods = new TreeSet<>(byMethod.keySet());
      if (methods.contains("GET")) {
        methods.add("HEAD");
      }
      return methods;
    }
  }

  /** Collects routes. */
  public static final class Builder {

    private final Map<Template, Map<String, Route>> routes = new LinkedHashMap<>();

    private Builder() {}

    /**
     * @throws IllegalArgumentException if that method at that template has a handler already
     */
    public Builder add(Route route) {
      Route before =
          routes
              .computeIfAbsent(Template.read(route.template()), _ -> new LinkedHashMap<>())
              .putIfAbsent(route.method(), route);
      if (before != null) {
        throw new IllegalArgumentException(
            route.method() + " " + route.template() + " is there already");
      }
      return this;
    }

    public Builder get(String name, String template, Handler handler) {
      return add(new Route(name, "GET", template, Effect.READ, handler));
    }

    /** For what changes dtabs. */
    public Builder post(String name, String template, Handler handler) {
      return post(name, template, Effect.WRITE, handler);
    }

    public Builder post(String name, String template, Effect effect, Handler handler) {
      return add(new Route(name, "POST", template, effect, handler));
    }

    public Builder put(String name, String template, Handler handler) {
      return add(new Route(name, "PUT", template, Effect.WRITE, handler));
    }

    public Builder delete(String name, String template, Handler handler) {
      return add(new Route(name, "DELETE", template, Effect.WRITE, handler));
    }

    public Router build() {
      var resources = new ArrayList<Resource>();
      routes.forEach(
          (template, byMethod) ->
              resources.add(
                  new Resource(
                      template, Collections.unmodifiableMap(new LinkedHashMap<>(byMethod)))));
      return new Router(List.copyOf(resources));
    }
  }
}
