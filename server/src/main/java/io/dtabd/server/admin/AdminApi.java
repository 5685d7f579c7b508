package io.dtabd.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dtabd.server.admin.AccessRules.Kind;
import io.dtabd.server.config.Config;
import io.dtabd.server.config.TelemeterConfig;
import io.dtabd.server.metrics.Metrics;
import io.dtabd.server.watch.Propagation;
import io.dtabd.server.watch.Watchers;
import io.dtabd.server.web.Body;
import io.dtabd.server.web.HttpProblem;
import io.dtabd.server.web.Request;
import io.dtabd.server.web.Response;
import io.dtabd.server.web.Router;
import io.dtabd.store.DtabStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The addresses of the admin listener. */
public final class AdminApi {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Parts parts;
  private final List<Endpoint> endpoints;

  /**
   * What the endpoints tell of.
   *
   * @param config in use; says where the Prometheus text is served, and what is not answered
   * @param shutdown stops the server gracefully; called in a thread of its own
   */
  public record Parts(
      ServerInfo info,
      InstantSource clock,
      DtabStore store,
      Readiness readiness,
      Metrics metrics,
      LogLevels logLevels,
      Config config,
      Watchers watchers,
      Propagation propagation,
      Runnable shutdown) {}

  private AdminApi(Parts parts) {
    this.parts = parts;
    this.endpoints = endpoints();
  }

  /** Routes to every endpoint, guarded by the access rules of the configuration. */
  public static Router router(Parts parts) {
    AccessRules rules = AccessRules.of(parts.config.admin().security());
    Router.Builder router = Router.builder();
    for (Endpoint endpoint : new AdminApi(parts).endpoints) {
      router.add(endpoint.name(), endpoint.method(), endpoint.template(), endpoint.guarded(rules));
    }
    return router.build();
  }

  private List<Endpoint> endpoints() {
    var all = new ArrayList<Endpoint>();
    all.addAll(
        List.of(
            Endpoint.get("admin.list", "/admin", Kind.DIAGNOSTICS, "this list", this::list),
            Endpoint.get(
                "admin.ping",
                "/admin/ping",
                Kind.DIAGNOSTICS,
                "pong, while the process is alive",
                _ -> Response.text(200, "pong")),
            Endpoint.get(
                "admin.ready",
                "/admin/ready",
                Kind.DIAGNOSTICS,
                "200 once the store has answered, else 503 with the reason",
                this::ready),
            Endpoint.get(
                "admin.server_info",
                "/admin/server_info",
                Kind.DIAGNOSTICS,
                "which program this is and since when it runs",
                this::serverInfo),
            Endpoint.get(
                "admin.config",
                "/config.json",
                Kind.UI,
                "the configuration in use, without secrets",
                this::config),
            Endpoint.get(
                "admin.metrics",
                "/admin/metrics.json",
                Kind.UI,
                "all metrics as flat numbers",
                this::numbers),
            Endpoint.get(
                "admin.prometheus",
                parts.config.prometheus().orElse(TelemeterConfig.Prometheus.DEFAULT).path(),
                Kind.DIAGNOSTICS,
                "all metrics for Prometheus",
                this::prometheus),
            Endpoint.post(
                "admin.shutdown",
                "/admin/shutdown",
                Kind.CONTROL,
                "stops the server gracefully",
                this::shutdown),
            Endpoint.get(
                "admin.logging",
                "/logging.json",
                Kind.CONTROL,
                "the level of each logger",
                this::logging),
            Endpoint.post(
                "admin.logging.set",
                "/logging.json",
                Kind.CONTROL,
                "?logger=NAME&level=LEVEL sets a level until the next start",
                this::setLogging)));
    var reports = new WatcherReports(parts.watchers, parts.propagation);
    all.add(
        Endpoint.get(
            "admin.watchers",
            "/watchers.json",
            Kind.DIAGNOSTICS,
            "?namespace=NS&limit=N&after=ID who watches, and what they were sent",
            request -> json(reports.watchers(request))));
    all.add(
        Endpoint.get(
            "admin.propagation",
            "/propagation.json",
            Kind.DIAGNOSTICS,
            "?namespace=NS&version=V&wait=5s whether a change has reached all watchers",
            request -> json(reports.propagation(request))));
    var pages =
        new Pages(
            parts.store,
            parts.info,
            all.stream().filter(endpoint -> endpoint.method().equals("GET")).toList());
    all.add(Endpoint.get("admin.namespaces", "/", Kind.UI, "the namespaces", pages::namespaces));
    all.add(
        Endpoint.get("admin.dtab", "/dtab/{ns}", Kind.UI, "the dtab of a namespace", pages::dtab));
    return all;
  }

  private Response list(Request request) {
    var text = new StringBuilder();
    for (Endpoint endpoint : endpoints) {
      text.append(
          "%-4s %-28s %s%n".formatted(endpoint.method(), endpoint.template(), endpoint.purpose()));
    }
    return Response.text(200, text.toString());
  }

  private Response ready(Request request) {
    return parts
        .readiness
        .obstacle()
        .map(obstacle -> Response.text(503, obstacle).with("Retry-After", "1"))
        .orElseGet(() -> Response.text(200, "ready"));
  }

  private Response config(Request request) throws JsonProcessingException {
    return json(parts.config.toJson());
  }

  private Response serverInfo(Request request) throws JsonProcessingException {
    ServerInfo info = parts.info;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", info.name());
    fields.put("version", info.version());
    fields.put("build", info.build());
    fields.put("start_time", info.started().toString());
    fields.put("uptime", Duration.between(info.started(), parts.clock.instant()).toMillis());
    fields.put("java", info.java());
    fields.put("pid", info.pid());
    return json(fields);
  }

  private Response numbers(Request request) throws JsonProcessingException {
    return Response.json(200, JSON.writeValueAsBytes(parts.metrics.numbers()));
  }

  private Response prometheus(Request request) {
    return Response.of(200, Metrics.PROMETHEUS_TYPE, Body.utf8(parts.metrics.prometheusText()));
  }

  private Response shutdown(Request request) {
    Thread.ofPlatform().name("shutdown").start(parts.shutdown);
    return Response.text(200, "stopping");
  }

  private Response logging(Request request) throws JsonProcessingException {
    return Response.json(200, JSON.writeValueAsBytes(parts.logLevels.levels()));
  }

  private Response setLogging(Request request) {
    var parameters = new Parameters(request.query());
    String logger = parameters.required("logger");
    String level = parameters.required("level");
    try {
      parts.logLevels.set(logger, level);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest(String.valueOf(e.getMessage()));
    }
    return Response.noContent();
  }

  private static Response json(Object value) throws JsonProcessingException {
    return Response.of(
        200, "application/json;charset=UTF-8", Body.utf8(JSON.writeValueAsString(value) + "\n"));
  }
}
