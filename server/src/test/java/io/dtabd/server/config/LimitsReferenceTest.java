package io.dtabd.server.config;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of limits in the documentation, held to the code. */
class LimitsReferenceTest {

  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\d+) \\| .+ \\|");

  @Test
  void theReferenceListsEveryLimitWithItsDefault() throws IOException {
    JsonNode limits = Config.embedded(Path.of("")).toJson().get("io.dtabd.limits");
    Map<String, Long> inCode = new TreeMap<>();
    limits.properties().forEach(entry -> inCode.put(entry.getKey(), entry.getValue().asLong()));

    assertThat(documented()).isEqualTo(inCode);
  }

  private static Map<String, Long> documented() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "configuration.md")).stream()
        .dropWhile(line -> !line.startsWith("## Limits"))
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .collect(toMap(row -> row.group(1), row -> Long.valueOf(row.group(2))));
  }
}
