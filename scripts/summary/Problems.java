import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that is wrong in a run, each with what to do next. */
final class Problems {

  private static final int COMPILER_LINES = 5;
  private static final int ERROR_LINES = 5;

  private final Run run;
  private final List<String> problems = new ArrayList<>();

  private Problems(Run run) {
    this.run = run;
  }

  /**
   * @param whole whether every module should have been tested
   */
  static List<String> of(Run run, boolean whole) {
    var found = new Problems(run);
    found.findFailedTests();
    found.findFailedModules();
    if (whole) {
      found.findMissingTests();
    }
    found.findFailedParts();
    found.findMissingPeers();
    return found.problems;
  }

  private void findFailedTests() {
    for (TestReports.Case test : run.reports().cases) {
      if (test.outcome() == TestReports.Outcome.FAILED) {
        problems.add(
            "test failed: %s  %s%n  %s%n  alone: scripts/test %s '%s'"
                .formatted(
                    test.module(), test.title(), test.reason(), test.module(), test.selector()));
      }
    }
    run.reports().unreadable.forEach(file -> problems.add("test report cannot be read: " + file));
    if (run.maven().tests > run.reports().cases.size()) {
      problems.add(
          "test reports are missing: Surefire ran %d tests and reports %d"
              .formatted(run.maven().tests, run.reports().cases.size()));
    }
  }

  private void findFailedModules() {
    boolean explained = false;
    Map<String, String> folders = new HashMap<>();
    run.artifacts().forEach((folder, artifact) -> folders.put(artifact, folder));
    List<String> skipped = new ArrayList<>();
    for (var entry : run.maven().modules.entrySet()) {
      if (entry.getValue().status() == MavenLog.Status.SUCCESS) {
        continue;
      }
      explained = true;
      String module = folders.getOrDefault(entry.getKey(), "the root");
      if (entry.getValue().status() == MavenLog.Status.SKIPPED) {
        skipped.add(module);
        continue;
      }
      var lines = new ArrayList<>(List.of("module failed: " + module));
      lines.add(run.maven().reasons.getOrDefault(entry.getKey(), "Maven does not say why"));
      lines.addAll(compilerLines(module));
      lines.add(
          folders.containsKey(entry.getKey()) ? "alone: scripts/test " + module : "see above");
      problems.add(String.join("\n  ", lines));
    }
    if (!skipped.isEmpty()) {
      problems.add(
          "not built or tested, because modules that they need failed: "
              + String.join(", ", skipped));
    }
    boolean failed =
        run.parts().stream().anyMatch(p -> p.name().equals("maven") && !p.status().equals("0"));
    // Surefire only logs what goes wrong with its own JVMs while the failures of tests are ignored.
    boolean complains = problems.isEmpty() && !run.maven().errors.isEmpty();
    if (!explained && (failed || complains)) {
      String errors =
          run.maven().errors.stream().limit(ERROR_LINES).collect(Collectors.joining("\n  "));
      problems.add("Maven failed\n  " + errors);
    }
  }

  private List<String> compilerLines(String module) {
    String folder = run.root().resolve(module) + "/";
    Set<String> lines =
        run.maven().compilerErrors.stream().anyMatch(line -> line.startsWith(folder))
            ? run.maven().compilerErrors
            : run.maven().compilerWarnings; // which are errors to this project's compiler
    return lines.stream()
        .filter(line -> line.startsWith(folder))
        .limit(COMPILER_LINES)
        .map(line -> line.substring(run.root().toString().length() + 1))
        .toList();
  }

  /** A module whose tests silently did not run would make a green run that tested nothing. */
  private void findMissingTests() {
    for (var module : run.artifacts().entrySet()) {
      MavenLog.Module built = run.maven().modules.get(module.getValue());
      boolean ran = run.reports().cases.stream().anyMatch(c -> c.module().equals(module.getKey()));
      if (!ran
          && hasTests(module.getKey())
          && (built == null || built.status() == MavenLog.Status.SUCCESS)) {
        problems.add("no tests ran: " + module.getKey() + " has tests, and no report of one");
      }
    }
  }

  private boolean hasTests(String module) {
    Path sources = run.root().resolve(module).resolve("src/test/java");
    try (Stream<Path> files = Files.exists(sources) ? Files.walk(sources) : Stream.empty()) {
      return files.anyMatch(file -> file.toString().matches(".*(Test|Properties)\\.java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void findFailedParts() {
    for (Run.Part part : run.parts()) {
      if (!Set.of("0", "-").contains(part.status()) && !part.name().equals("maven")) {
        problems.add(
            "%s failed with status %s\n  what it said is above; alone: %s"
                .formatted(part.name(), part.status(), part.detail()));
      }
    }
  }

  private void findMissingPeers() {
    List<Run.Peer> missing =
        run.peers().stream()
            .filter(peer -> peer.isMissing() && !run.allowed().contains(peer.name()))
            .toList();
    for (Run.Peer peer : missing) {
      problems.add(
          "peer missing: %s\n  %s\n  to get it: %s"
              .formatted(peer.name(), peer.reason(), peer.where()));
    }
    if (!missing.isEmpty()) {
      String names =
          Stream.concat(run.allowed().stream().sorted(), missing.stream().map(Run.Peer::name))
              .collect(Collectors.joining(","));
      problems.add(
          "to leave the tests of missing peers out: DTABD_ALLOW_MISSING=" + names + " ./verify");
    }
  }
}
