package io.dtabd.config;

import io.dtabd.config.StorageConfig.Etcd;
import io.dtabd.config.StorageConfig.Etcd.Credentials;
import io.dtabd.config.StorageConfig.File;
import io.dtabd.config.StorageConfig.InMemory;
import io.dtabd.config.StorageConfig.Kubernetes;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.Namespace;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code storage}. */
final class StorageReader {

  private static final List<String> SUPPORTED =
      List.of(InMemory.KIND, File.KIND, Etcd.KIND, Kubernetes.KIND);

  private static final String CONSUL = "io.l5d.consul";
  private static final String ZOOKEEPER = "io.l5d.zk";

  private static final List<String> KINDS =
      List.of(InMemory.KIND, File.KIND, Etcd.KIND, Kubernetes.KIND, CONSUL, ZOOKEEPER);

  private StorageReader() {}

  static Optional<StorageConfig> read(Section at) {
    CommonKeys.experimental(at);
    return at.kind(KINDS)
        .flatMap(
            kind ->
                switch (kind) {
                  case InMemory.KIND -> Optional.of(inMemory(at));
                  case File.KIND -> Optional.of(file(at));
                  case Etcd.KIND -> Optional.of(etcd(at));
                  case Kubernetes.KIND -> Optional.of(kubernetes(at));
                  default -> {
                    at.problem(
                        "kind",
                        kind
                            + " is not supported by dtabd, supported: "
                            + String.join(", ", SUPPORTED));
                    yield Optional.empty();
                  }
                });
  }

  private static InMemory inMemory(Section at) {
    SortedMap<Namespace, Dtab> dtabs = new TreeMap<>();
    at.section("namespaces")
        .ifPresent(
            namespaces -> {
              for (String name : namespaces.keys()) {
                Dtab dtab = namespaces.parsed(name, "a dtab", Dtab::read).orElse(Dtab.EMPTY);
                try {
                  dtabs.put(new Namespace(name), dtab);
                } catch (IllegalArgumentException e) {
                  namespaces.problem(name, String.valueOf(e.getMessage()));
                }
              }
            });
    at.finish();
    return new InMemory(dtabs);
  }

  private static File file(Section at) {
    var file =
        new File(
            at.file("dir").orElse(File.DEFAULT_DIR),
            at.number("retain", FileDtabStore.MIN_RETAIN, Integer.MAX_VALUE)
                .orElse(File.DEFAULT_RETAIN));
    at.finish();
    return file;
  }

  private static Etcd etcd(Section at) {
    Optional<ClientTls> tls = CommonKeys.clientTls(at);
    String scheme = tls.isPresent() ? "https://" : "http://";
    var server =
        new HostPort(
            at.text("host").orElse(Etcd.DEFAULT_HOST),
            at.number("port", 1, Section.MAX_PORT).orElse(Etcd.DEFAULT_PORT));
    List<String> endpoints = at.texts("endpoints");
    if (!endpoints.isEmpty() && (at.has("host") || at.has("port"))) {
      at.problem("endpoints", "they stand for 'host' and 'port', which must go");
    }
    for (String endpoint : endpoints) {
      if (!isEndpoint(withScheme(endpoint, scheme))) {
        at.problem(
            "endpoints", "host:port or https://host:port expected, '" + endpoint + "' found");
      }
    }
    String prefix = at.text("pathPrefix").orElse(Etcd.DEFAULT_PATH_PREFIX);
    if (!prefix.startsWith("/")) {
      at.problem("pathPrefix", "a path that begins with / expected, '" + prefix + "' found");
    }
    Optional<String> user = at.text("user");
    Optional<String> password = at.text("password");
    if (user.isPresent() != password.isPresent()) {
      at.problem(user.isPresent() ? "user" : "password", "'user' and 'password' go together");
    }
    var etcd =
        new Etcd(
            endpoints.isEmpty()
                ? List.of(scheme + server)
                : endpoints.stream().map(endpoint -> withScheme(endpoint, scheme)).toList(),
            prefix,
            tls,
            user.flatMap(name -> password.map(word -> new Credentials(name, new Secret(word)))));
    at.finish();
    return etcd;
  }

  private static String withScheme(String endpoint, String scheme) {
    return endpoint.contains("://") ? endpoint : scheme + endpoint;
  }

  private static boolean isEndpoint(String endpoint) {
    try {
      URI uri = new URI(endpoint);
      return uri.getHost() != null
          && uri.getPort() > 0
          && uri.getPort() <= Section.MAX_PORT
          && (endpoint.startsWith("http://") || endpoint.startsWith("https://"))
          && endpoint.endsWith(":" + uri.getPort());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Kubernetes kubernetes(Section at) {
    var kubernetes =
        new Kubernetes(
            CommonKeys.kubernetes(at), at.text("namespace").orElse(Kubernetes.DEFAULT_NAMESPACE));
    at.finish();
    return kubernetes;
  }
}
