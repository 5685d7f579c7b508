package io.dtabd.config;

import io.dtabd.dtab.Path;
import java.util.Optional;

/** A namer, mounted at {@code /#} followed by its prefix. */
public sealed interface NamerConfig {

  /** The {@code kind} that names it in a file. */
  String kind();

  /** Without the {@code /#}; not empty, and no other namer's prefix begins with it. */
  Path prefix();

  /** Names are files of addresses under {@code rootDir}. */
  record Fs(Path prefix, java.nio.file.Path rootDir) implements NamerConfig {
    static final String KIND = "io.l5d.fs";
    public static final Path DEFAULT_PREFIX = Path.of(KIND);

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * Names are rewritten to others.
   *
   * @param pattern such as {@code /{service}/api}
   * @param name what to make of a match, such as {@code /other/{service}}
   */
  record Rewrite(Path prefix, String pattern, String name) implements NamerConfig {
    static final String KIND = "io.l5d.rewrite";

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * Names are {@code /NAMESPACE/PORT/SERVICE}.
   *
   * @param labelSelector the pod label whose value is one more segment of the name
   */
  record Kubernetes(Path prefix, KubernetesApi api, Optional<String> labelSelector)
      implements NamerConfig {
    static final String KIND = "io.l5d.k8s";

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * Names are {@code /PORT/SERVICE}, in one namespace.
   *
   * @param envVar the environment variable that holds the namespace
   */
  record KubernetesNamespace(
      Path prefix, KubernetesApi api, Optional<String> labelSelector, String envVar)
      implements NamerConfig {
    static final String KIND = "io.l5d.k8s.ns";
    static final String DEFAULT_ENV_VAR = "POD_NAMESPACE";

    @Override
    public String kind() {
      return KIND;
    }
  }

  /** Names are {@code /NAMESPACE/PORT/SERVICE}, resolved to the load balancer's addresses. */
  record KubernetesExternal(Path prefix, KubernetesApi api, Optional<String> labelSelector)
      implements NamerConfig {
    static final String KIND = "io.l5d.k8s.external";

    @Override
    public String kind() {
      return KIND;
    }
  }
}
