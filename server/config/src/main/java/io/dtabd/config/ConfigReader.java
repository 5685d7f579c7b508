package io.dtabd.config;

import io.dtabd.config.AdminConfig.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Makes a {@link Config} of a document: the top level, and what concerns more than one key. */
final class ConfigReader {

  private static final List<String> TELEMETERS_OF_NAMERD =
      List.of(
          "io.l5d.influxdb",
          "io.l5d.statsd",
          "io.l5d.tracelog",
          "io.l5d.recentRequests",
          "io.l5d.zipkin",
          "io.l5d.commonMetrics",
          "io.l5d.adminMetricsExport");

  static final String HOSTS = "io.dtabd.hosts";

  /** As a browser sends it: no scheme, port or wildcard, and other scripts in Punycode. */
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  private final HostLookup hosts;

  ConfigReader(HostLookup hosts) {
    this.hosts = hosts;
  }

  /**
   * @param source what errors call the document
   */
  Config read(String source, byte[] text) throws ConfigException {
    return read(source, Document.read(source, text));
  }

  /** The same, of a document that has been taken apart. */
  Config read(String source, Node document) throws ConfigException {
    var problems = new Problems(source);
    Config config = Section.root(document, problems).map(root -> read(root, problems)).orElse(null);
    if (config == null || problems.any()) {
      throw problems.toException();
    }
    return config;
  }

  private Config read(Section root, Problems problems) {
    var listeners = new ListenerReader(hosts);
    var ports = new LinkedHashMap<String, Listener>();

    AdminConfig admin =
        root.section("admin").map(at -> admin(at, listeners)).orElse(AdminConfig.DEFAULT);
    ports.put("admin", admin.listener());

    if (!root.has("storage")) {
      root.missing("storage");
    }
    StorageConfig storage =
        root.section("storage").flatMap(StorageReader::read).orElse(StorageConfig.File.DEFAULT);

    List<NamerConfig> namers = NamerReader.readAll(root.sections("namers"));

    if (!root.has("interfaces")) {
      root.missing("interfaces");
    }
    var interfaces = new ArrayList<InterfaceConfig>();
    for (Section at : root.sections("interfaces")) {
      InterfaceReader.read(at, listeners)
          .ifPresent(
              read -> {
                Listener listener = read.listener();
                ports.forEach(
                    (name, other) -> {
                      if (other.collidesWith(listener)) {
                        at.problem(
                            "port",
                            "%d is the port of '%s' too; give one of them another"
                                .formatted(listener.port(), name));
                      }
                    });
                ports.put(at.path(), listener);
                interfaces.add(read);
              });
    }
    if (root.has("interfaces") && interfaces.isEmpty() && !problems.any()) {
      root.problem("interfaces", "at least one interface is needed");
    }

    var telemetry = new ArrayList<TelemeterConfig>();
    for (Section at : root.sections("telemetry")) {
      telemetry(at, telemetry);
    }
    Limits limits = root.section("io.dtabd.limits").map(this::limits).orElse(Limits.DEFAULT);
    Optional<PeersConfig> peers =
        root.section(PeersReader.KEY).flatMap(at -> PeersReader.read(at, root, admin));
    List<String> names = hosts(root, root::problem);
    root.finish();
    return new Config(
        admin, storage, namers, interfaces, telemetry, limits, peers, names, problems.warnings());
  }

  private AdminConfig admin(Section at, ListenerReader listeners) {
    var admin =
        new AdminConfig(
            listeners.read(at, AdminConfig.DEFAULT_PORT),
            at.millis("shutdownGraceMs").orElse(AdminConfig.DEFAULT_SHUTDOWN_GRACE),
            at.number("workerThreads", 1, AdminConfig.MAX_WORKER_THREADS),
            at.section("security").map(this::security).orElse(Security.OPEN),
            at.flag("io.dtabd.readOnly").orElse(AdminConfig.DEFAULT.readOnly()),
            hosts(at, at::warn)); // earlier versions took anything
    at.finish();
    return admin;
  }

  private static List<String> hosts(Section at, BiConsumer<String, String> complaint) {
    List<String> names = at.texts(HOSTS);
    for (String name : names) {
      if (!HOST_NAME.matcher(name).matches()) {
        complaint.accept(
            HOSTS,
            "'%s' is no host name; give the name alone, such as dtabd.example.com, without scheme or port"
                .formatted(name));
      }
    }
    return names;
  }

  private Security security(Section at) {
    var security =
        new Security(
            at.flag("uiEnabled").orElse(true),
            at.flag("controlEnabled").orElse(true),
            at.flag("diagnosticsEnabled").orElse(true),
            patterns(at, "pathWhitelist"),
            patterns(at, "pathBlacklist"));
    at.finish();
    return security;
  }

  private static List<String> patterns(Section at, String key) {
    List<String> patterns = at.texts(key);
    for (String pattern : patterns) {
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        at.problem(
            key,
            "'%s' is not a regular expression: %s at character %d"
                .formatted(pattern, e.getDescription(), e.getIndex() + 1));
      }
    }
    return patterns;
  }

  private static void telemetry(Section at, List<TelemeterConfig> telemetry) {
    var kinds = new ArrayList<>(List.of(TelemeterConfig.Prometheus.KIND));
    kinds.addAll(TELEMETERS_OF_NAMERD);
    String kind = at.kind(kinds).orElse("");
    if (TELEMETERS_OF_NAMERD.contains(kind)) {
      at.ignoreEverything("dtabd does not export to " + kind + "; it serves Prometheus's format");
      telemetry.add(new TelemeterConfig.NotExported(kind));
    } else if (!kind.isEmpty()) {
      CommonKeys.experimental(at);
      String path = at.text("path").orElse(TelemeterConfig.Prometheus.DEFAULT_PATH);
      if (!path.startsWith("/")) {
        at.problem("path", "a path that begins with / expected, '" + path + "' found");
      }
      if (telemetry.stream().anyMatch(TelemeterConfig.Prometheus.class::isInstance)) {
        at.problem("kind", kind + " is here a second time; one is enough");
      }
      telemetry.add(new TelemeterConfig.Prometheus(path, at.text("prefix").orElse("")));
      at.finish();
    }
  }

  private Limits limits(Section at) {
    Limits defaults = Limits.DEFAULT;
    var limits =
        new Limits(
            count(at, "maxRequestLineBytes", defaults.maxRequestLineBytes()),
            count(at, "maxHeaderBytes", defaults.maxHeaderBytes()),
            count(at, "maxBodyBytes", defaults.maxBodyBytes()),
            count(at, "maxConnections", defaults.maxConnections()),
            count(at, "maxConcurrentRequests", defaults.maxConcurrentRequests()),
            count(at, "maxPipelinedRequests", defaults.maxPipelinedRequests()),
            time(at, "idleTimeoutMs", defaults.idleTimeout()),
            time(at, "requestTimeoutMs", defaults.requestTimeout()),
            time(at, "streamStallTimeoutMs", defaults.streamStallTimeout()),
            time(at, "watchLingerMs", defaults.watchLinger()),
            time(at, "settleTimeMs", defaults.settleTime()),
            count(at, "maxIdleQuestions", defaults.maxIdleQuestions()),
            at.<OptionalLong>parsed(
                    "maxBytesPerAddress", "a number of bytes, or off", ConfigReader::bytes)
                .orElse(defaults.maxBytesPerAddress()),
            networks(at, "sharedAddresses"));
    at.finish();
    return limits;
  }

  private static OptionalLong bytes(String text) {
    if (text.equals("off")) {
      return OptionalLong.of(Limits.UNBOUNDED);
    }
    if (!text.matches("[1-9]\\d{0,17}")) {
      throw new IllegalArgumentException("'" + text + "'");
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private List<Network> networks(Section at, String key) {
    var networks = new ArrayList<Network>();
    for (String text : at.texts(key)) {
      try {
        networks.add(Network.parse(text));
      } catch (IllegalArgumentException e) {
        at.problem(key, String.valueOf(e.getMessage()));
      }
    }
    return networks;
  }

  private static int count(Section at, String key, int otherwise) {
    return at.positive(key).orElse(otherwise);
  }

  private static Duration time(Section at, String key, Duration otherwise) {
    return at.millis(key).orElse(otherwise);
  }
}
