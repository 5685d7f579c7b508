package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dtabd.grpc.GrpcMetrics;
import io.dtabd.net.http.HttpMetrics;
import io.dtabd.serving.Arrival;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.testing.peers.Checkout;
import io.dtabd.thriftmux.Method;
import io.dtabd.thriftmux.ThriftMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The names that operators' tools rely on: metrics and the values of their labels, keys, options,
 * exit statuses, addresses, fields. Other tests hold the reference pages to the code; this one
 * holds the list of all names to the pages, so that a name goes or changes only where somebody
 * meant it.
 */
class StableNamesTest {

  private static final Path LIST = Checkout.file("docs/names.txt");

  private static final Pattern METRIC =
      Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\| ([\\w, ]*) ?\\|", Pattern.MULTILINE);
  private static final Pattern KEY =
      Pattern.compile(
          "^\\| `([\\w.]+)` \\| (\\w+) \\| .*? ?\\| (?:namerd|dtabd) \\|", Pattern.MULTILINE);
  private static final Pattern COMMAND =
      Pattern.compile("^Usage: (dtabd(?: [a-z]+)*)", Pattern.MULTILINE);
  private static final Pattern OPTION =
      Pattern.compile("^ +(?:-\\w, +)?(--?[a-z][\\w-]+)", Pattern.MULTILINE);
  private static final Pattern STATUS =
      Pattern.compile("^Exit status: (.*(?:\\n(?!\\n).+)*)", Pattern.MULTILINE);
  private static final Pattern ADMIN =
      Pattern.compile("^\\| `((?:GET|POST) /[^`?]*)", Pattern.MULTILINE);

  @Test
  void areThoseOfTheList() throws IOException {
    assertThat(names())
        .as(
            "Names in docs/names.txt. A name that is new: add its line. One that is gone or changed"
                + " breaks its users: serve the old name beside it for one minor version, and add a"
                + " line to CHANGELOG.md")
        .containsExactlyElementsOf(Files.readAllLines(LIST));
  }

  private static SortedSet<String> names() throws IOException {
    var names = new TreeSet<String>();
    rows("metrics.md", METRIC)
        .forEach(row -> names.add(line("metric", row.group(1), row.group(2), row.group(3))));
    labelValues().forEach(names::add);
    rows("configuration.md", KEY)
        .forEach(row -> names.add(line("key", row.group(1), row.group(2))));
    commands(names);
    rows("command-line.md", STATUS)
        .forEach(row -> names.add(line("status", row.group(1).replaceAll("\\s+", " "))));
    rows("admin.md", ADMIN).forEach(row -> names.add(line("address", row.group(1))));
    openApi(names);
    return names;
  }

  private static Stream<MatchResult> rows(String page, Pattern pattern) throws IOException {
    return pattern.matcher(Files.readString(Checkout.file("docs/" + page))).results();
  }

  private static String line(String... words) {
    return String.join(" ", words).strip();
  }

  private static Stream<String> labelValues() {
    return Stream.of(
            values("dtabd_http_refused_total", HttpMetrics.Refusal.values()),
            values("dtabd_http_streams_ended_total", HttpMetrics.StreamEnd.values()),
            values("dtabd_mesh_refused_total", GrpcMetrics.Refusal.values()),
            values("dtabd_thrift_refused_total", io.dtabd.thriftmux.Refusal.values()),
            values("dtabd_thrift_calls_total", ThriftMetrics.Outcome.values()),
            values("dtabd_thrift_calls_total", Method.values()),
            values("dtabd_watchers", Protocol.values()),
            values("dtabd_watchers", Question.Kind.values()),
            values("dtabd_watchers_arrival", Arrival.values()),
            values("dtabd_memory_refused_total", MemoryBudget.Refusal.values()))
        .flatMap(each -> each);
  }

  private static Stream<String> values(String metric, Enum<?>[] values) {
    return Stream.of(values)
        .map(each -> line("label", metric, each.name().toLowerCase(Locale.ROOT)));
  }

  /** An option belongs to the command whose usage stands above it. */
  private static void commands(SortedSet<String> names) throws IOException {
    String command = "dtabd";
    for (String text : Files.readAllLines(Checkout.file("docs/command-line.md"))) {
      var usage = COMMAND.matcher(text);
      var option = OPTION.matcher(text);
      if (usage.find()) {
        command = usage.group(1);
        names.add(line("command", command));
      } else if (option.find()) {
        names.add(line("option", command, option.group(1)));
      }
    }
  }

  private static void openApi(SortedSet<String> names) throws IOException {
    JsonNode api = new YAMLMapper().readTree(Checkout.file("docs/openapi.yaml").toFile());
    api.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (!method.equals("parameters")) {
                            names.add(
                                line("address", method.toUpperCase(Locale.ROOT), path.getKey()));
                          }
                        }));
    for (JsonNode properties : api.findValues("properties")) {
      properties.fieldNames().forEachRemaining(field -> names.add(line("field", field)));
    }
    for (JsonNode parameter : api.at("/components/parameters")) {
      names.add(line("parameter", parameter.get("name").asText()));
    }
  }
}
