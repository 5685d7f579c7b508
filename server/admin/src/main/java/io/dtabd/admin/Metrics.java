package io.dtabd.admin;

import io.dtabd.net.ConnectionMetrics;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that is measured in this process, and its two written forms. */
public final class Metrics implements AutoCloseable {

  /** What {@link #prometheusText} is sent as: text format 0.0.4, which every scraper reads. */
  public static final String PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmMetrics jvm = new JvmMetrics();

  public Metrics() {
    this("");
  }

  /**
   * @param prefix stands before every name in the Prometheus form
   */
  public Metrics(String prefix) {
    registry.config().namingConvention(new Prefixed(prefix));
    jvm.bindTo(registry);
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All metrics in the Prometheus text format. */
  public String prometheusText() {
    return registry.scrape("text/plain");
  }

  /**
   * All metrics as plain numbers, in the manner of Finagle: {@code dtabd/store/operations/create/ok
   * .count}. The dots of a meter's name are slashes, and the values of its labels follow in the
   * order of the labels' names. Counters and gauges are one number each; timers give {@code
   * .count}, {@code .sum} and {@code .max}, in seconds. What is not a number is left out. Listeners
   * of one name are summed up.
   */
  public SortedMap<String, Double> numbers() {
    var numbers = new TreeMap<String, Double>();
    for (Meter meter : registry.getMeters()) {
      String name = slashed(meter.getId());
      for (Measurement measurement : meter.measure()) {
        double value = measurement.getValue();
        if (Double.isFinite(value)) {
          numbers.merge(
              name + suffix(measurement.getStatistic(), meter.getId().getType()),
              value,
              Double::sum);
        }
      }
    }
    return numbers;
  }

  private static String slashed(Meter.Id id) {
    var name = new StringBuilder(id.getName().replace('.', '/'));
    for (Tag tag : id.getTags()) {
      if (!tag.getKey().equals(ConnectionMetrics.ADDRESS)) {
        name.append('/').append(tag.getValue());
      }
    }
    return name.toString();
  }

  private static String suffix(Statistic statistic, Meter.Type type) {
    return switch (type) {
      case COUNTER, GAUGE -> "";
      default ->
          switch (statistic) {
            case TOTAL_TIME, TOTAL -> ".sum";
            default -> "." + statistic.getTagValueRepresentation();
          };
    };
  }

  @Override
  public void close() {
    jvm.close();
    registry.close();
  }

  private record Prefixed(String prefix) implements NamingConvention {
    private static final NamingConvention PLAIN = new PrometheusNamingConvention();

    @Override
    public String name(String name, Meter.Type type, @Nullable String unit) {
      return prefix + PLAIN.name(name, type, unit);
    }

    @Override
    public String tagKey(String key) {
      return PLAIN.tagKey(key);
    }
  }
}
