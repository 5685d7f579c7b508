package io.dtabd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

  @TempDir private Path dir = Path.of("");

  private URI find(Optional<String> option, Map<String, String> variables) throws FailedCommand {
    return find(option, variables, dir);
  }

  private static URI find(Optional<String> option, Map<String, String> variables, Path directory)
      throws FailedCommand {
    var environment =
        new Environment(
            name -> Optional.ofNullable(variables.get(name)),
            directory,
            InputStream.nullInputStream(),
            false,
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()));
    return BaseUrl.find(option, Optional.empty(), environment);
  }

  @Test
  void withNothingSaidItIsTheServerOnThisMachine() throws Exception {
    assertThat(find(Optional.empty(), Map.of())).isEqualTo(URI.create("http://127.0.0.1:4180"));
  }

  @Test
  void theOptionGoesBeforeTheVariableAndThatBeforeTheFile() throws Exception {
    Files.writeString(dir.resolve(".namerctl.yaml"), "base-url: http://file:1\n");
    var variables = Map.of("NAMERCTL_BASE_URL", "http://variable:1");

    assertThat(find(Optional.of("http://option:1"), variables)).hasHost("option");
    assertThat(find(Optional.empty(), variables)).hasHost("variable");
    assertThat(find(Optional.empty(), Map.of())).hasHost("file");
  }

  @Test
  void aFileOfAFolderAboveIsFound() throws Exception {
    Files.writeString(dir.resolve(".namerctl.json"), "{\"base-url\": \"http://above:1\"}");
    Path below = Files.createDirectories(dir.resolve("a/b"));
    assertThat(find(Optional.empty(), Map.of(), below)).hasHost("above");
  }

  @Test
  void anEmptyVariableSaysNothing() throws Exception {
    assertThat(find(Optional.empty(), Map.of("NAMERCTL_BASE_URL", ""))).hasPort(4180);
  }

  @Test
  void aSlashAtTheEndIsNoPath() throws Exception {
    assertThat(find(Optional.of("http://h:1/"), Map.of())).isEqualTo(URI.create("http://h:1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"h:1", "ftp://h:1", "http://", "http://h:1/path", "http://h:1?q", "%"})
  void whatIsNoServersUrlIsRefusedWithWhereItCameFrom(String url) {
    assertThatThrownBy(() -> find(Optional.of(url), Map.of()))
        .isInstanceOf(FailedCommand.class)
        .hasMessage(
            "the server's URL '%s' (from --base-url) is not of the form http://host:port"
                .formatted(url));
  }

  @Test
  void aFileThatDoesNotReadIsNamed() throws IOException {
    Path file = Files.writeString(dir.resolve(".namerctl.yml"), "base-url: [");
    assertThatThrownBy(() -> find(Optional.empty(), Map.of()))
        .isInstanceOf(FailedCommand.class)
        .hasMessageStartingWith("cannot read " + file);
  }
}
