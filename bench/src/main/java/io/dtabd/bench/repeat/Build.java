package io.dtabd.bench.repeat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds modules and their tests with Maven, once, and takes what a test JVM needs from it. */
final class Build {

  private static final String CLASS_PATH_FILE = "target/repeat.classpath";
  private static final int LINES_OF_A_FAILURE = 40;

  private final Path root;
  private final Path folder;

  Build(Path root, Path folder) {
    this.root = root;
    this.folder = folder;
  }

  /** Returns how the tests of each module are started. */
  Map<Path, TestJvm> of(Collection<Path> modules) throws IOException, InterruptedException {
    String console = consoleClassPath();
    String names = modules.stream().map(Path::toString).collect(Collectors.joining(","));
    System.out.println("Building " + names + " and what they need ...");
    maven(
        List.of(
            "-q",
            "-pl",
            names,
            "-am",
            "-DskipTests",
            "-Dspotless.check.skip=true",
            // As ./dtabd and bench/run build it, so that the server's jar stays as it is.
            "-Ddtabd.build=" + Commit.hash(root),
            "-Dmdep.outputFile=" + CLASS_PATH_FILE,
            "package",
            "dependency:build-classpath"));
    var jvms = new LinkedHashMap<Path, TestJvm>();
    for (Path module : modules) {
      Path home = root.resolve(module);
      String classPath =
          String.join(
              File.pathSeparator,
              home.resolve("target/test-classes").toString(),
              home.resolve("target/classes").toString(),
              Files.readString(home.resolve(CLASS_PATH_FILE)).trim(),
              console);
      jvms.put(module, new TestJvm(home, classPath, Surefire.of(root, module)));
    }
    return jvms;
  }

  /**
   * Lets Maven fetch the console launcher of the JUnit that the tests use; asks it once a version.
   */
  private String consoleClassPath() throws IOException, InterruptedException {
    String version = Surefire.property(root, "junit.version");
    Path project = Files.createDirectories(folder.resolve("console-" + version));
    Path classPath = project.resolve("classpath");
    if (Files.exists(classPath)) {
      String known = Files.readString(classPath).trim();
      if (Arrays.stream(known.split(File.pathSeparator)).map(Path::of).allMatch(Files::exists)) {
        return known;
      }
    }
    System.out.println("Fetching JUnit's console launcher " + version + " ...");
    Path pom = project.resolve("pom.xml");
    Files.writeString(
        pom,
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>io.dtabd</groupId>
          <artifactId>repeat-console</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          <dependencies>
            <dependency>
              <groupId>org.junit.platform</groupId>
              <artifactId>junit-platform-console</artifactId>
              <version>%s</version>
            </dependency>
          </dependencies>
        </project>
        """
            .formatted(version));
    maven(
        List.of(
            "-q",
            "-f",
            pom.toString(),
            "-Dmdep.outputFile=" + classPath,
            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"));
    return Files.readString(classPath).trim();
  }

  private void maven(List<String> arguments) throws IOException, InterruptedException {
    // The function that ./dtabd and ./verify use: Maven on PATH, or the wrapper.
    var command =
        new ArrayList<>(List.of("bash", "-c", ". scripts/jdk.sh; maven \"$@\"", "repeat"));
    command.addAll(arguments);
    Path log = folder.resolve("build.log");
    var builder =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("ROOT", root.toString());
    Process process = builder.start();
    Children.add(process);
    try {
      if (process.waitFor() == 0) {
        return;
      }
    } finally {
      Children.remove(process);
    }
    List<String> lines = Files.readAllLines(log);
    lines
        .subList(Math.max(0, lines.size() - LINES_OF_A_FAILURE), lines.size())
        .forEach(System.err::println);
    throw new IOException("The build failed; its whole output is in " + log);
  }
}
