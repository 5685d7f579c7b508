package io.dtabd.bench.suite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a harness leaves its results, beside what it prints. */
public final class RowsOption {

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "lines of the results are appended to it, for bench/run")
  private Optional<Path> file = Optional.empty();

  public void add(Row row) throws IOException {
    System.out.println(ResultsTable.line(row));
    if (file.isPresent()) {
      Files.writeString(file.get(), row.toLine() + "\n", UTF_8, CREATE, APPEND);
    }
  }
}
