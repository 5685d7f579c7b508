package io.dtabd.admin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Instant;
import java.util.Collections;
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

  /**
   * Found among the resources: a class that comes from an archive of classes need not know which
   * jar it was in.
   */
  private static Attributes manifest() {
    try {
      for (URL each : Collections.list(ClassLoader.getSystemResources(JarFile.MANIFEST_NAME))) {
        try (InputStream in = each.openStream()) {
          Attributes attributes = new Manifest(in).getMainAttributes();
          if (attributes.containsKey(BUILD)) {
            return attributes;
          }
        }
      }
    } catch (IOException e) {
      // The version is for information: not to know it is no reason not to serve.
    }
    return new Attributes();
  }
}
