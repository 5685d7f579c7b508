package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.serving.Buckets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

  private static final Pattern LINE =
      Pattern.compile(
          "# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .*"
              + "|[a-zA-Z_:][a-zA-Z0-9_:]*"
              + "(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\",?)*\\})?"
              + " ([-+]?[0-9.]+(E[-+]?[0-9]+)?|NaN|[+-]Inf)");

  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void everyLineIsInTheTextFormat() {
    Counter.builder("odd.one").tag("label", "a\"b\\c\nd").register(metrics.registry()).increment();
    assertThat(metrics.prometheusText().lines()).allMatch(line -> LINE.matcher(line).matches());
  }

  @Test
  void timerIsAHistogramInSeconds() {
    Timer.builder("it")
        .serviceLevelObjectives(Buckets.LATENCY)
        .register(metrics.registry())
        .record(Duration.ofMillis(7));
    assertThat(metrics.prometheusText().lines())
        .contains(
            "# TYPE it_seconds histogram",
            "it_seconds_bucket{le=\"0.005\"} 0",
            "it_seconds_bucket{le=\"0.01\"} 1",
            "it_seconds_bucket{le=\"+Inf\"} 1",
            "it_seconds_sum 0.007");
  }

  @Test
  void prefixStandsBeforeEveryName() {
    try (var prefixed = new Metrics("acme_")) {
      assertThat(prefixed.prometheusText().lines())
          .isNotEmpty()
          .allMatch(line -> line.matches("(# (HELP|TYPE) )?acme_.*"));
    }
  }

  @Test
  void flatNumbersNameAMeterByItsLabelsInTheirOrder() {
    Counter.builder("a.b").tag("y", "2").tag("x", "1").register(metrics.registry()).increment(3);
    assertThat(metrics.numbers()).containsEntry("a/b/1/2", 3.0);
  }

  @Test
  void flatNumbersGiveCountSumAndMaxOfATimer() {
    Timer.builder("it").register(metrics.registry()).record(Duration.ofMillis(500));
    assertThat(metrics.numbers())
        .containsEntry("it.count", 1.0)
        .containsEntry("it.sum", 0.5)
        .containsEntry("it.max", 0.5);
  }

  @Test
  void flatNumbersLeaveOutWhatIsNotANumber() {
    metrics.registry().gauge("nan", Double.NaN);
    assertThat(metrics.numbers()).doesNotContainKey("nan").containsKey("process/uptime");
  }
}
