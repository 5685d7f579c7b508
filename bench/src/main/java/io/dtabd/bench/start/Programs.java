package io.dtabd.bench.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * dtabd as it is started from a checkout and in the image, and beside each a JVM of the same kind
 * with the same options that starts a bare HTTP server of Netty.
 */
final class Programs {

  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n[]\n";

  private final Path root;
  private final Path work;

  /**
   * @param root of the checkout
   * @param work a folder for archives of classes, which are made once for each run
   */
  Programs(Path root, Path work) {
    this.root = root;
    this.work = work;
  }

  /**
   * Builds the program, if it is not built or something is newer, with its archive of classes: it
   * would start without one that is older than the jar.
   */
  void build() throws IOException, InterruptedException {
    Path jar = root.resolve("server/app/target/dtabd/dtabd.jar");
    Path archive = root.resolve("server/app/target/dtabd/dtabd.jsa");
    if (!Files.exists(archive) || isNewer(jar, archive)) {
      Files.deleteIfExists(jar);
    }
    run(List.of(root.resolve("dtabd").toString(), "--version"));
  }

  /** The launcher of the checkout: it looks whether a source is newer, and starts the jar. */
  Program checkout() {
    return new Program(
        "./dtabd",
        (port, folder) ->
            List.of(root.resolve("dtabd").toString(), config(port, folder).toString()));
  }

  /** The limit of {@link #checkout}. */
  Program bareOfCheckout() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> options =
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError");
    Path archive = work.resolve("bare.jsa");
    return bare(
        "bare Netty, same options, archive of classes",
        java,
        options,
        "-XX:ArchiveClassesAtExit=" + archive,
        List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:aot=off"));
  }

  /**
   * The file system of the image, outside of a container.
   *
   * @param image as {@code docker/image/layout} made it
   */
  Program image(Path image) throws IOException {
    Path app = image.resolve("opt/dtabd");
    List<String> flags = flags(app);
    return new Program(
        "image",
        (port, folder) -> {
          var command = new ArrayList<String>();
          command.add(app.resolve("bin/java").toString());
          command.addAll(flags);
          command.addAll(
              List.of(
                  "-jar", app.resolve("dtabd.jar").toString(), config(port, folder).toString()));
          return command;
        });
  }

  /** The limit of {@link #image}: its Java, its options, an archive made in the same way. */
  Program bareOfImage(Path image) throws IOException, InterruptedException {
    Path app = image.resolve("opt/dtabd");
    Path archive = work.resolve("bare.aot");
    List<String> flags =
        flags(app).stream().filter(flag -> !flag.startsWith("-XX:AOTCache=")).toList();
    return bare(
        "bare Netty, the image's Java and options, AOT cache",
        app.resolve("bin/java").toString(),
        flags,
        "-XX:AOTCacheOutput=" + archive,
        List.of("-XX:AOTCache=" + archive));
  }

  /** Makes the image's file system, unless it is there and as new as the program. */
  Path layOut() throws IOException, InterruptedException {
    Path image = root.resolve("bench/target/image").toAbsolutePath();
    Path made = image.resolve("opt/dtabd/dtabd.aot");
    Path program = root.resolve("server/app/target/dtabd/dtabd.jar");
    if (Files.exists(made) && isNewer(made, program)) {
      return image;
    }
    run(List.of("rm", "-rf", image.toString()));
    run(List.of(root.resolve("docker/image/layout").toString(), image.toString()));
    return image;
  }

  private Program bare(
      String name, String java, List<String> options, String archiving, List<String> archived)
      throws IOException, InterruptedException {
    Path answer = Files.writeString(work.resolve("answer"), ANSWER);
    var common = new ArrayList<String>();
    common.add(java);
    common.addAll(options);
    Start.trained(canned(name, common, List.of(archiving), answer));
    return canned(name, common, archived, answer);
  }

  private static Program canned(
      String name, List<String> common, List<String> options, Path answer) {
    return new Program(
        name,
        (port, _) -> {
          var command = new ArrayList<>(common);
          command.addAll(options);
          command.addAll(
              List.of(
                  "-cp",
                  System.getProperty("java.class.path"),
                  "io.dtabd.bench.request.CannedServer"));
          command.addAll(arguments(port, answer));
          return command;
        });
  }

  private static List<String> arguments(int port, Path answer) {
    return List.of(Integer.toString(port), "2", "HTTP", answer.toString());
  }

  /** The options of the image, with the places where its files are now. */
  private static List<String> flags(Path app) throws IOException {
    return Files.readAllLines(app.resolve("flags"), UTF_8).stream()
        .filter(line -> !line.isBlank())
        .map(line -> line.replace("/opt/dtabd", app.toString()))
        .toList();
  }

  private static Path config(int port, Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("dtabd.yml"),
        """
        admin: { port: 0 }
        storage: { kind: io.dtabd.file, dir: '%s' }
        interfaces: [ { kind: io.l5d.httpController, port: %d } ]
        """
            .formatted(folder.resolve("data"), port));
  }

  private static boolean isNewer(Path one, Path other) throws IOException {
    return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with " + status);
    }
  }
}
