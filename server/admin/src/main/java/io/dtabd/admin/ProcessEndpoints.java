package io.dtabd.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dtabd.admin.AccessRules.Kind;
import io.dtabd.config.TelemeterConfig;
import io.dtabd.net.http.Body;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Parameters;
import io.dtabd.net.http.Query;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the process says of itself: life signs, metrics, configuration, log levels. */
final class ProcessEndpoints {

  private final AdminApi.Parts parts;

  ProcessEndpoints(AdminApi.Parts parts) {
    this.parts = parts;
  }

  List<Endpoint> all() {
    return List.of(
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
            _ -> AdminJson.answer(parts.config().toJson())),
        Endpoint.get(
            "admin.metrics",
            "/admin/metrics.json",
            Kind.UI,
            "all metrics as flat numbers",
            _ -> AdminJson.bare(parts.metrics().numbers())),
        Endpoint.get(
            "admin.prometheus",
            parts.config().prometheus().orElse(TelemeterConfig.Prometheus.DEFAULT).path(),
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
            _ -> AdminJson.bare(parts.logLevels().levels())),
        Endpoint.post(
            "admin.logging.set",
            "/logging.json",
            Kind.CONTROL,
            "?logger=NAME&level=LEVEL sets a level until the next start",
            this::setLogging));
  }

  private Response ready(Request request) {
    return parts
        .readiness()
        .obstacle()
        .map(obstacle -> Response.text(503, obstacle).with("Retry-After", "1"))
        .orElseGet(() -> Response.text(200, "ready"));
  }

  private Response serverInfo(Request request) throws JsonProcessingException {
    ServerInfo info = parts.info();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", info.name());
    fields.put("version", info.version());
    fields.put("build", info.build());
    fields.put("start_time", info.started().toString());
    fields.put("uptime", Duration.between(info.started(), parts.clock().instant()).toMillis());
    fields.put("java", info.java());
    fields.put("pid", info.pid());
    return AdminJson.answer(fields);
  }

  private Response prometheus(Request request) {
    return Response.of(200, Metrics.PROMETHEUS_TYPE, Body.utf8(parts.metrics().prometheusText()));
  }

  private Response shutdown(Request request) {
    Thread.ofPlatform().name("shutdown").start(parts.shutdown());
    return Response.text(200, "stopping");
  }

  private Response setLogging(Request request) {
    var parameters = new Parameters(form(request));
    String logger = parameters.required("logger");
    String level = parameters.required("level");
    try {
      parts.logLevels().set(logger, level);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest(String.valueOf(e.getMessage()));
    }
    return Response.noContent();
  }

  /** namerd's own page sends a form. */
  private static Query form(Request request) {
    String type = request.headers().first("Content-Type");
    return type != null && type.startsWith("application/x-www-form-urlencoded")
        ? Query.read(request.body().text())
        : request.query();
  }
}
