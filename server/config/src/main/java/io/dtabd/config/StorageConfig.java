package io.dtabd.config;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where dtabs are kept. */
public sealed interface StorageConfig {

  /** The {@code kind} that names it in a file. */
  String kind();

  /** In this process alone, gone when it ends. */
  record InMemory(SortedMap<Namespace, Dtab> namespaces) implements StorageConfig {
    static final String KIND = "io.l5d.inMemory";

    public InMemory {
      namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * In a folder.
   *
   * @param retain how many versions of each namespace stay
   */
  record File(Path dir, int retain) implements StorageConfig {
    static final String KIND = "io.dtabd.file";
    static final Path DEFAULT_DIR = Path.of("dtabd-data");

    /** Weeks of ordinary work, at a few KiB each. */
    static final int DEFAULT_RETAIN = 100;

    public static final File DEFAULT = new File(DEFAULT_DIR, DEFAULT_RETAIN);

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * In etcd v3.
   *
   * @param endpoints {@code http://host:port} or {@code https://host:port}; at least one
   * @param pathPrefix under which the keys are; begins with a slash
   */
  record Etcd(
      List<String> endpoints,
      String pathPrefix,
      Optional<ClientTls> tls,
      Optional<Credentials> credentials)
      implements StorageConfig {
    static final String KIND = "io.l5d.etcd";
    static final String DEFAULT_HOST = "localhost";
    static final int DEFAULT_PORT = 2379;
    static final String DEFAULT_PATH_PREFIX = "/namerd/dtabs";

    /** Who dtabd is to etcd. */
    public record Credentials(String user, Secret password) {}

    public Etcd {
      endpoints = List.copyOf(endpoints);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /** In DTab resources of a Kubernetes cluster. */
  record Kubernetes(KubernetesApi api, String namespace) implements StorageConfig {
    static final String KIND = "io.l5d.k8s";
    static final String DEFAULT_NAMESPACE = "default";

    @Override
    public String kind() {
      return KIND;
    }
  }
}
