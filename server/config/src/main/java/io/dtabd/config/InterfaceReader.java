package io.dtabd.config;

import io.dtabd.config.InterfaceConfig.HttpController;
import io.dtabd.config.InterfaceConfig.Mesh;
import io.dtabd.config.InterfaceConfig.ThriftNameInterpreter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads {@code interfaces}. */
final class InterfaceReader {

  private static final List<String> SUPPORTED =
      List.of(HttpController.KIND, Mesh.KIND, ThriftNameInterpreter.KIND);

  private static final String DESTINATION = "io.l5d.destination";

  private static final List<String> KINDS =
      List.of(HttpController.KIND, Mesh.KIND, ThriftNameInterpreter.KIND, DESTINATION);

  private static final List<String> ACCESS_LOG_KEYS =
      List.of(
          "h2AccessLog", "h2AccessLogRollPolicy", "h2AccessLogAppend", "h2AccessLogRotateCount");

  static final String MAX_AGE = "io.dtabd.maxConnectionAgeMs";
  static final String MAX_AGE_GRACE = "io.dtabd.maxConnectionAgeGraceMs";

  private static final List<String> RETRY_KEYS = List.of("retryBaseSecs", "retryJitterSecs");

  private InterfaceReader() {}

  static Optional<InterfaceConfig> read(Section at, ListenerReader listeners) {
    CommonKeys.experimental(at);
    return at.kind(KINDS)
        .flatMap(
            kind ->
                switch (kind) {
                  case HttpController.KIND -> {
                    var read = new HttpController(listeners.read(at, HttpController.DEFAULT_PORT));
                    at.finish();
                    yield Optional.of(read);
                  }
                  case Mesh.KIND -> {
                    var read = new Mesh(listeners.read(at, Mesh.DEFAULT_PORT), connectionAge(at));
                    at.ignore(ACCESS_LOG_KEYS, "dtabd writes no HTTP/2 access log");
                    at.finish();
                    yield Optional.of(read);
                  }
                  case ThriftNameInterpreter.KIND -> {
                    var read =
                        new ThriftNameInterpreter(
                            listeners.read(at, ThriftNameInterpreter.DEFAULT_PORT));
                    at.ignore(
                        List.of("cache"),
                        "not used; 'maxIdleQuestions' of 'io.dtabd.limits' bounds what is kept");
                    at.ignore(RETRY_KEYS, "not used; dtabd answers a poll when there is news");
                    at.finish();
                    yield Optional.of(read);
                  }
                  default -> {
                    at.problem(
                        "kind",
                        kind
                            + " is not supported by dtabd, supported: "
                            + String.join(", ", SUPPORTED));
                    yield Optional.empty();
                  }
                });
  }

  private static Optional<ConnectionAge> connectionAge(Section at) {
    Optional<Duration> limit = at.millis(MAX_AGE);
    Optional<Duration> grace = at.millis(MAX_AGE_GRACE);
    if (grace.isPresent() && !at.has(MAX_AGE)) {
      at.problem(MAX_AGE_GRACE, "it is for what '" + MAX_AGE + "' ends, which is missing");
    }
    return limit.map(age -> new ConnectionAge(age, grace.orElse(ConnectionAge.DEFAULT_GRACE)));
  }
}
