package io.dtabd.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** {@code /api/1/health}: all that tells whether the server is well, on one page. */
final class Health {

  /** An event loop that takes longer is ill, and so much of it is told. */
  private static final Duration LOOP_LIMIT = Duration.ofSeconds(2);

  private final AdminApi.Parts parts;

  Health(AdminApi.Parts parts) {
    this.parts = parts;
  }

  ObjectNode now() throws InterruptedException {
    Optional<String> obstacle = parts.readiness().obstacle();
    ServerInfo info = parts.info();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("ready", obstacle.isEmpty());
    json.put("obstacle", obstacle.orElse(null));
    json.put(
        "uptimeSeconds", Duration.between(info.started(), parts.clock().instant()).toSeconds());
    json.put("version", info.version());
    store(json.putObject("store"));
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    json.putObject("heap").put("usedBytes", heap.getUsed()).put("maxBytes", heap.getMax());
    json.putObject("eventLoops")
        .put("maxDelayMillis", parts.vitals().slowestLoop(LOOP_LIMIT).toMillis());
    json.put("connections", parts.vitals().connections());
    json.put("watchers", parts.watchers().count());
    var errors = json.putArray("recentErrors");
    for (RecentErrors.Entry entry : parts.recentErrors().all()) {
      errors
          .addObject()
          .put("at", text(entry.at()))
          .put("level", entry.level())
          .put("logger", entry.logger())
          .put("message", entry.message());
    }
    return json;
  }

  private void store(ObjectNode json) {
    Optional<Instant> staleSince = parts.store().staleSince();
    json.put("kind", parts.config().storage().kind());
    json.put("staleSince", staleSince.map(Health::text).orElse(null));
    json.put(
        "stateText",
        staleSince
            .map(
                since ->
                    "has not answered since %s; the last known state is served"
                        .formatted(since.truncatedTo(ChronoUnit.SECONDS)))
            .or(() -> parts.readiness().storeObstacle())
            .orElse("answers"));
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
