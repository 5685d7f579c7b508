package io.dtabd.bench.repeat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The log of all sittings. */
final class History {

  private final Path file;

  History(Path file) {
    this.file = file;
  }

  void append(List<Entry> entries) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    // In one write, so that the lines of two calls do not mix.
    Files.writeString(
        file,
        entries.stream().map(entry -> entry.line() + "\n").collect(Collectors.joining()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Returns a table with a line for each target, summed up over its sittings. */
  String summary() throws IOException {
    if (!Files.exists(file)) {
      return "No sittings yet: " + file + " does not exist\n";
    }
    var byName = new TreeMap<String, List<Entry>>();
    for (String line : Files.readAllLines(file)) {
      try {
        Entry entry = Entry.ofLine(line);
        byName.computeIfAbsent(entry.name(), _ -> new ArrayList<>()).add(entry);
      } catch (IllegalArgumentException e) {
        System.err.println("Ignored a line of " + file + " (" + e.getMessage() + "): " + line);
      }
    }
    return Table.ofSittings(byName.values());
  }
}
