package io.dtabd.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a configuration file says, defaults filled in.
 *
 * @param peers the other replicas; empty: nobody has said whether there are any
 * @param hosts names that the server has in the address bars of browsers, besides its addresses;
 *     {@link AdminConfig#hosts} are some more
 * @param warnings what an operator should know about the file, one line each: above all, what was
 *     accepted for namerd's sake and does nothing here
 */
public record Config(
    AdminConfig admin,
    StorageConfig storage,
    List<NamerConfig> namers,
    List<InterfaceConfig> interfaces,
    List<TelemeterConfig> telemetry,
    Limits limits,
    Optional<PeersConfig> peers,
    List<String> hosts,
    List<String> warnings) {

  /** The folder that the embedded default's namer reads. */
  static final String EMBEDDED_DISCO = "disco";

  public Config {
    namers = List.copyOf(namers);
    interfaces = List.copyOf(interfaces);
    telemetry = List.copyOf(telemetry);
    hosts = List.copyOf(hosts);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads a YAML or JSON file.
   *
   * @throws ConfigException if it cannot be read, or says something that is not understood
   */
  public static Config read(Path file) throws ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    } catch (IOException e) {
      throw new ConfigException(new ConfigException.Problem(file.toString(), reasonOf(e)));
    }
  }

  /**
   * Reads YAML or JSON to the end of {@code in}.
   *
   * @param source what errors call it: a file name, or "standard input"
   * @throws ConfigException if it cannot be read, or says something that is not understood
   */
  public static Config read(String source, InputStream in) throws ConfigException {
    byte[] text;
    try {
      text = in.readNBytes(Document.MAX_BYTES + 1);
    } catch (IOException e) {
      throw new ConfigException(new ConfigException.Problem(source, reasonOf(e)));
    }
    return new ConfigReader(HostLookup.SYSTEM).read(source, text);
  }

  /**
   * The configuration without a file: a file store, an {@code fs} namer if there is a folder for
   * it, and every interface on its default port of the loopback.
   *
   * @param workingDirectory where {@value #EMBEDDED_DISCO} is looked for
   */
  public static Config embedded(Path workingDirectory) {
    Path disco = Path.of(EMBEDDED_DISCO);
    List<NamerConfig> namers =
        Files.isDirectory(workingDirectory.resolve(disco))
            ? List.of(new NamerConfig.Fs(NamerConfig.Fs.DEFAULT_PREFIX, disco))
            : List.of();
    return new Config(
        AdminConfig.DEFAULT,
        StorageConfig.File.DEFAULT,
        namers,
        List.of(
            new InterfaceConfig.HttpController(
                Listener.onLoopback(InterfaceConfig.HttpController.DEFAULT_PORT)),
            new InterfaceConfig.Mesh(
                Listener.onLoopback(InterfaceConfig.Mesh.DEFAULT_PORT), Optional.empty()),
            new InterfaceConfig.ThriftNameInterpreter(
                Listener.onLoopback(InterfaceConfig.ThriftNameInterpreter.DEFAULT_PORT))),
        List.of(),
        Limits.DEFAULT,
        Optional.empty(),
        List.of(),
        List.of());
  }

  /** The names of the server on all listeners, wherever in the file they stand. */
  public List<String> hostNames() {
    return Stream.concat(hosts.stream(), admin.hosts().stream()).toList();
  }

  /** The telemeter that dtabd serves, if the file asks for one. */
  public Optional<TelemeterConfig.Prometheus> prometheus() {
    return telemetry.stream()
        .filter(TelemeterConfig.Prometheus.class::isInstance)
        .map(TelemeterConfig.Prometheus.class::cast)
        .findFirst();
  }

  /** The configuration in the shape of a file, every default written out and secrets masked. */
  public ObjectNode toJson() {
    return ConfigJson.of(this);
  }

  private static String reasonOf(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "this user may not read it";
      default -> "it cannot be read: " + e.getMessage();
    };
  }
}
