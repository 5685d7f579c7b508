package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dtabd.testing.peers.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A dashboard or an alert on a metric that does not exist is silent when it matters. */
class MonitoringFilesTest {

  private static final Path DOCS = Checkout.file("docs");
  private static final Pattern METRIC = Pattern.compile("\\b(?:dtabd|process|jvm|netty)_\\w+");
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\|");

  @Test
  void alertsAreOnMetricsThatThereAre() throws IOException {
    JsonNode rules =
        new YAMLMapper()
            .readTree(Files.readString(DOCS.resolve("monitoring/alerts.yml")))
            .at("/groups/0/rules");
    assertThat(rules).hasSizeGreaterThan(5);
    for (JsonNode rule : rules) {
      assertThat(known())
          .as(rule.get("alert").asText())
          .containsAll(metrics(rule.get("expr").asText()));
    }
  }

  @Test
  void dashboardShowsMetricsThatThereAre() throws IOException {
    JsonNode panels =
        new ObjectMapper()
            .readTree(Files.readString(DOCS.resolve("monitoring/dashboard.json")))
            .get("panels");
    assertThat(panels).hasSizeGreaterThan(10);
    for (JsonNode panel : panels) {
      for (JsonNode target : panel.get("targets")) {
        assertThat(metrics(target.get("expr").asText()))
            .as(panel.get("title").asText())
            .isNotEmpty()
            .isSubsetOf(known());
      }
    }
  }

  private static SortedSet<String> metrics(String expression) {
    return METRIC
        .matcher(expression)
        .results()
        .map(MatchResult::group)
        .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }

  /** What Prometheus calls the series of the metrics in the reference. */
  private static SortedSet<String> known() throws IOException {
    var names = new TreeSet<String>();
    ROW.matcher(Files.readString(DOCS.resolve("metrics.md")))
        .results()
        .forEach(
            row -> {
              names.add(row.group(1));
              if (row.group(2).equals("histogram") || row.group(2).equals("summary")) {
                names.add(row.group(1) + "_count");
                names.add(row.group(1) + "_sum");
                names.add(row.group(1) + "_bucket");
              }
            });
    return names;
  }
}
