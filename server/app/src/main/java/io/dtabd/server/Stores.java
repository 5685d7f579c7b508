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
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;

/** Opens the store that a configuration names. */
final class Stores {

  /** What a new user finds: somewhere to put a first dtab. */
  private static final Namespace FIRST = new Namespace("default");

  private Stores() {}

  /**
   * @param clusters gives the client if the store is in a Kubernetes cluster
   */
  static DtabStore open(
      StorageConfig config, KubernetesClients clusters, InstantSource clock, StoreEvents events)
      throws StartException {
    return switch (config) {
      case StorageConfig.InMemory(var namespaces) -> new InMemoryDtabStore(namespaces, clock);
      case StorageConfig.File file -> open(file, clock);
      case StorageConfig.Etcd etcd -> open(etcd, clock, events);
      case StorageConfig.Kubernetes(var api, var namespace) ->
          KubernetesDtabStore.open(clusters.of(api), namespace, clock, events);
    };
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

  private static DtabStore open(StorageConfig.Etcd config, InstantSource clock, StoreEvents events)
      throws StartException {
    try {
      Optional<EtcdOptions.Tls> tls = Optional.empty();
      if (config.tls().isPresent()) {
        ClientTls settings = config.tls().get();
        tls =
            Optional.of(
                new EtcdOptions.Tls(ClientTlsContext.http2(settings), settings.commonName()));
      }
      return EtcdDtabStore.open(
          new EtcdOptions(
              config.endpoints().stream().map(URI::create).toList(),
              config.pathPrefix(),
              tls,
              config
                  .credentials()
                  .map(it -> new EtcdOptions.Credentials(it.user(), it.password().value())),
              EtcdOptions.Timing.DEFAULT),
          clock,
          events);
    } catch (TlsException | IllegalArgumentException e) {
      throw new StartException("storage: " + e.getMessage(), e);
    }
  }
}
