package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.cli.Environment;
import io.dtabd.testing.peers.Checkout;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The reference of commands in the documentation has a section for each. That what it shows of them
 * is what they say of themselves is up to {@code DocumentedCommandsTest}.
 */
class CommandLineReferenceTest {

  private static final Path REFERENCE = Checkout.file("docs/command-line.md");

  @Test
  void everyCommandHasItsHelpInTheReference() throws IOException {
    var nowhere = new PrintWriter(new StringWriter());
    var here =
        new Environment(
            _ -> Optional.empty(),
            Path.of(""),
            InputStream.nullInputStream(),
            false,
            nowhere,
            nowhere);
    CommandLine program = Commands.of(here, _ -> {});
    String reference = Files.readString(REFERENCE);
    assertThat(names(program)).hasSizeGreaterThan(15);
    assertThat(names(program))
        .allSatisfy(
            name ->
                assertThat(reference)
                    .contains("## `" + name + "`\n")
                    .contains("```console\n$ " + name + " --help\n"));
  }

  private static Stream<String> names(CommandLine command) {
    return Stream.concat(
        Stream.of(command.getCommandSpec().qualifiedName()),
        command.getSubcommands().values().stream()
            .distinct()
            .flatMap(CommandLineReferenceTest::names));
  }
}
