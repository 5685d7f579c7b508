import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run of ./verify has left behind.
 *
 * @param artifacts from a module's folder to its artifact, in the order of the build
 * @param allowed the peers that may be missing
 */
record Run(
    Path root,
    List<Part> parts,
    List<Peer> peers,
    Set<String> allowed,
    Map<String, String> artifacts,
    MavenLog maven,
    TestReports reports) {

  /**
   * A part of the run.
   *
   * @param status its exit status, or {@code -} if it did not run
   * @param detail the command, or why it did not run
   */
  record Part(String name, String status, int seconds, String detail) {}

  /**
   * @param version empty if the peer is missing
   * @param where its path, or how a person gets it
   * @param reason why it is missing
   */
  record Peer(String name, String version, String where, int seconds, String reason) {
    boolean isMissing() {
      return version.isEmpty();
    }
  }

  private static final Pattern MODULE = Pattern.compile("<module>\\s*([^<]+?)\\s*</module>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");

  /**
   * @param folder where ./verify has written down its parts and peers
   * @param allowed names with commas between them
   */
  static Run read(Path root, Path folder, String allowed) throws IOException {
    Map<String, String> artifacts = artifacts(root);
    return new Run(
        root,
        rows(folder.resolve("parts.tsv"))
            .map(row -> new Part(row[0], row[1], Integer.parseInt(row[2]), row[3]))
            .toList(),
        rows(folder.resolve("peers.tsv"))
            .map(row -> new Peer(row[0], row[1], row[2], Integer.parseInt(row[3]), row[4]))
            .toList(),
        Arrays.stream(allowed.split("[, ]+"))
            .filter(Predicate.not(String::isEmpty))
            .collect(Collectors.toSet()),
        artifacts,
        MavenLog.read(folder.resolve("maven.log")),
        TestReports.read(root, List.copyOf(artifacts.keySet())));
  }

  private static Stream<String[]> rows(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(line -> line.split("\t", -1));
  }

  private static Map<String, String> artifacts(Path root) throws IOException {
    var artifacts = new LinkedHashMap<String, String>();
    addModules(root, "", artifacts);
    return artifacts;
  }

  private static void addModules(Path root, String folder, Map<String, String> artifacts)
      throws IOException {
    String pom = Files.readString(root.resolve(folder).resolve("pom.xml"));
    if (!folder.isEmpty()) {
      Matcher artifact = ARTIFACT.matcher(pom.substring(pom.indexOf("</parent>") + 1));
      artifacts.put(folder, artifact.find() ? artifact.group(1) : folder);
    }
    Matcher module = MODULE.matcher(pom);
    while (module.find()) {
      addModules(
          root, folder.isEmpty() ? module.group(1) : folder + "/" + module.group(1), artifacts);
    }
  }

  long count(TestReports.Outcome outcome) {
    return reports.cases.stream().filter(c -> c.outcome() == outcome).count();
  }

  long count(String module, TestReports.Outcome outcome) {
    return reports.cases.stream()
        .filter(c -> c.module().equals(module) && c.outcome() == outcome)
        .count();
  }
}
