package io.dtabd.bench.repeat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The processes that run now, so that none outlives this one when it is told to end. */
final class Children {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  private Children() {}

  static void add(Process process) {
    RUNNING.add(process);
  }

  static void remove(Process process) {
    RUNNING.remove(process);
  }

  /** Kills a process and what it started. */
  static void kill(Process process) {
    // Listed before the first of them ends: an orphan is nobody's descendant.
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  static void killAll() {
    RUNNING.forEach(Children::kill);
  }
}
