package io.dtabd.server.admin;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Which program this is.
 *
 * @param build the commit it was built from, where the build was told it
 * @param started when this process began to serve
 * @param java the version of the Java runtime
 */
public record ServerInfo(
    String name, String version, String build, Instant started, String java, long pid) {

  private static final Attributes.Name BUILD = new Attributes.Name("Implementation-Build");

  /** This process, named by the manifest of the jar that it runs from, if it does. */
  public static ServerInfo ofThisProcess(Instant started) {
    Attributes manifest = manifest();
    return new ServerInfo(
        "dtabd",
        valueOf(manifest, Attributes.Name.IMPLEMENTATION_VERSION),
        valueOf(manifest, BUILD),
        started,
        Runtime.version().toString(),
        ProcessHandle.current().pid());
  }

  private static String valueOf(Attributes manifest, Attributes.Name name) {
    return Optional.ofNullable(manifest.getValue(name)).orElse("unknown");
  }

  private static Attributes manifest() {
    try {
      var program =
          Path.of(ServerInfo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(program)) {
        try (var jar = new JarFile(program.toFile())) {
          return Optional.ofNullable(jar.getManifest())
              .orElseGet(Manifest::new)
              .getMainAttributes();
        }
      }
    } catch (IOException | URISyntaxException e) {
      // The version is for information: not to know it is no reason not to serve.
    }
    return new Attributes();
  }
}
