package io.dtabd.server;

import io.dtabd.config.KubernetesApi;
import io.dtabd.config.NamerConfig;
import io.dtabd.dtab.Path;
import io.dtabd.k8s.watch.Pace;
import io.dtabd.naming.Namer;
import io.dtabd.naming.k8s.Cluster;
import io.dtabd.naming.k8s.ExternalNamer;
import io.dtabd.naming.k8s.KubernetesNamer;
import io.dtabd.naming.k8s.ReadPlan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the namers of Kubernetes services. Those of one API server share what is read from it.
 */
final class KubernetesNamers implements AutoCloseable {

  private final List<NamerConfig> configs;
  private final KubernetesClients clients;
  private final Engine engine;
  private final InstantSource clock;
  private final UnaryOperator<@Nullable String> environment;
  private final Map<KubernetesApi, Cluster> clusters = new HashMap<>();

  /**
   * @param configs of all namers: what one needs is read for all
   * @param environment gives the value of an environment variable, null if it is not set
   */
  KubernetesNamers(
      List<NamerConfig> configs,
      KubernetesClients clients,
      Engine engine,
      InstantSource clock,
      UnaryOperator<@Nullable String> environment) {
    this.configs = List.copyOf(configs);
    this.clients = clients;
    this.engine = engine;
    this.clock = clock;
    this.environment = environment;
  }

  Namer open(Path prefix, NamerConfig.Kubernetes config) throws StartException {
    return new KubernetesNamer(
        prefix, cluster(config.api()), Optional.empty(), config.labelSelector());
  }

  Namer open(Path prefix, NamerConfig.KubernetesNamespace config) throws StartException {
    String namespace = environment.apply(config.envVar());
    if (namespace == null || namespace.isEmpty()) {
      throw new StartException(
          "namers: %s takes its namespace from the environment variable %s, which is not set"
              .formatted(prefix.show(), config.envVar()));
    }
    return new KubernetesNamer(
        prefix, cluster(config.api()), Optional.of(namespace), config.labelSelector());
  }

  Namer open(Path prefix, NamerConfig.KubernetesExternal config) throws StartException {
    return new ExternalNamer(prefix, cluster(config.api()), engine.hosts(), config.labelSelector());
  }

  /** Has them begin to read. They are prepared until then, and ask no server. */
  synchronized void start() {
    clusters.values().forEach(Cluster::start);
  }

  /** Since when something that was read once may be behind; empty if nothing is. */
  synchronized Optional<Instant> staleSince() {
    return clusters.values().stream()
        .flatMap(cluster -> cluster.staleSince().stream())
        .min(Comparator.naturalOrder());
  }

  @Override
  public synchronized void close() {
    clusters.values().forEach(Cluster::close);
  }

  private synchronized Cluster cluster(KubernetesApi api) throws StartException {
    Cluster cluster = clusters.get(api);
    if (cluster == null) {
      cluster =
          Cluster.prepare(
              clients.of(api).getConfiguration(),
              readPlan(api),
              Pace.DEFAULT,
              engine.setting(),
              clock,
              RandomGenerator.getDefault());
      clusters.put(api, cluster);
    }
    return cluster;
  }

  private ReadPlan readPlan(KubernetesApi api) {
    var collections = ReadPlan.Collections.SERVICES;
    var reach = ReadPlan.Reach.NAMESPACES;
    var labelKeys = new HashSet<String>();
    for (NamerConfig each : configs) {
      switch (each) {
        case NamerConfig.Kubernetes all -> {
          if (all.api().equals(api)) {
            collections = ReadPlan.Collections.SERVICES_AND_ENDPOINTS;
            reach = ReadPlan.Reach.WHOLE_CLUSTER;
            all.labelSelector().ifPresent(labelKeys::add);
          }
        }
        case NamerConfig.KubernetesNamespace one -> {
          if (one.api().equals(api)) {
            collections = ReadPlan.Collections.SERVICES_AND_ENDPOINTS;
            one.labelSelector().ifPresent(labelKeys::add);
          }
        }
        case NamerConfig.KubernetesExternal external -> {
          if (external.api().equals(api)) {
            reach = ReadPlan.Reach.WHOLE_CLUSTER;
            external.labelSelector().ifPresent(labelKeys::add);
          }
        }
        case NamerConfig.Fs _, NamerConfig.Rewrite _ -> {}
      }
    }
    return new ReadPlan(collections, reach, labelKeys);
  }
}
