package io.dtabd.testing.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which process listens on a port. That somebody accepts connections does not say it: another
 * program may have taken the port while the server was starting.
 */
final class Listeners {

  private static final List<Path> SOCKETS = List.of(Path.of("net/tcp"), Path.of("net/tcp6"));

  /** In the kernel's tables, where columns are separated by blanks. */
  private static final String LISTENING = "0A";

  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private Listeners() {}

  /** Whether a process listens on a port; true for all on systems other than Linux. */
  static boolean has(ProcessHandle process, int port) {
    if (!Files.exists(Path.of("/proc/self/net/tcp"))) {
      return true;
    }
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try {
      Set<String> listening = listening(proc, port);
      return !listening.isEmpty() && descriptors(proc).stream().anyMatch(listening::contains);
    } catch (IOException e) {
      return false; // It has ended.
    }
  }

  private static Set<String> listening(Path proc, int port) throws IOException {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    var found = new HashSet<String>();
    for (Path table : SOCKETS) {
      for (String line : Files.readAllLines(proc.resolve(table))) {
        String[] columns = line.strip().split("\\s+");
        if (columns[LOCAL_ADDRESS].endsWith(suffix) && columns[STATE].equals(LISTENING)) {
          found.add("socket:[" + columns[INODE] + "]");
        }
      }
    }
    return found;
  }

  private static List<String> descriptors(Path proc) throws IOException {
    try (Stream<Path> links = Files.list(proc.resolve("fd"))) {
      return links.map(Listeners::target).toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // Closed in between.
    }
  }
}
