package io.dtabd.server;

import io.dtabd.config.ClientTls;
import io.dtabd.config.StorageConfig;
import io.dtabd.dtab.Dtab;
import io.dtabd.net.ClientTlsContext;
import io.dtabd.net.TlsException;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.StoreException;
import io.dtabd.store.etcd.EtcdDtabStore;
import io.dtabd.store.etcd.EtcdOptions;
import io.dtabd.store.k8s.KubernetesDtabStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;

/** Prepares the store that a configuration names. */
final class Stores {

  /** A store of which everything is known but what is in it. */
  @FunctionalInterface
  interface Prepared {

    /** Opens it: makes its folder, or begins to read from its servers. */
    DtabStore open() throws StartException;
  }

  /** What a new user finds: somewhere to put a first dtab. */
  private static final Namespace FIRST = new Namespace("default");

  private Stores() {}

  /**
   * Reads the files that are needed to reach the store, and finds out whether its folder can be
   * used; servers are not asked.
   *
   * @param clusters gives the client if the store is in a Kubernetes cluster
   */
  static Prepared prepare(
      StorageConfig config, KubernetesClients clusters, InstantSource clock, StoreEvents events)
      throws StartException {
    return switch (config) {
      case StorageConfig.InMemory(var namespaces) -> () -> new InMemoryDtabStore(namespaces, clock);
      case StorageConfig.File file -> prepare(file, clock);
      case StorageConfig.Etcd etcd -> prepare(etcd, clock, events);
      case StorageConfig.Kubernetes(var api, var namespace) -> {
        KubernetesClient client = clusters.of(api);
        yield () -> KubernetesDtabStore.open(client, namespace, clock, events);
      }
    };
  }

  private static Prepared prepare(StorageConfig.File config, InstantSource clock)
      throws StartException {
    try {
      FileDtabStore.check(config.dir(), clock);
    } catch (StoreException e) {
      throw new StartException("storage: " + e.getMessage(), e);
    }
    return () -> open(config, clock);
  }

  private static DtabStore open(StorageConfig.File config, InstantSource clock)
      throws StartException {
    boolean isNew = Files.notExists(config.dir());
    try {
      var options =
          new FileDtabStore.Options(
              config.retain(),
              FileDtabStore.Options.DEFAULT.rescan(),
              FileDtabStore.Options.DEFAULT.settle());
      var store = FileDtabStore.open(config.dir(), options, clock);
      if (isNew && config.equals(StorageConfig.File.DEFAULT)) {
        store.create(FIRST, Dtab.EMPTY);
      }
      return store;
    } catch (StoreException e) {
      throw new StartException("storage: " + e.getMessage(), e);
    }
  }

  private static Prepared prepare(
      StorageConfig.Etcd config, InstantSource clock, StoreEvents events) throws StartException {
    try {
      Optional<EtcdOptions.Tls> tls = Optional.empty();
      if (config.tls().isPresent()) {
        ClientTls settings = config.tls().get();
        tls =
            Optional.of(
                new EtcdOptions.Tls(ClientTlsContext.http2(settings), settings.commonName()));
      }
      var options =
          new EtcdOptions(
              config.endpoints().stream().map(URI::create).toList(),
              config.pathPrefix(),
              tls,
              config
                  .credentials()
                  .map(it -> new EtcdOptions.Credentials(it.user(), it.password().value())),
              EtcdOptions.Timing.DEFAULT);
      return () -> EtcdDtabStore.open(options, clock, events);
    } catch (TlsException | IllegalArgumentException e) {
      throw new StartException("storage: " + e.getMessage(), e);
    }
  }
}
