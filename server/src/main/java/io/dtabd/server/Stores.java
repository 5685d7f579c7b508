package io.dtabd.server;

import io.dtabd.dtab.Dtab;
import io.dtabd.server.config.StorageConfig;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.k8s.KubernetesDtabStore;
import java.nio.file.Files;
import java.time.InstantSource;

/** Opens the store that a configuration names. */
final class Stores {

  /** What a new user finds: somewhere to put a first dtab. */
  private static final Namespace FIRST = new Namespace("default");

  private Stores() {}

  /**
   * @param clusters gives the client if the store is in a Kubernetes cluster
   */
  static DtabStore open(StorageConfig config, KubernetesClients clusters, InstantSource clock)
      throws StartException {
    return switch (config) {
      case StorageConfig.InMemory(var namespaces) -> new InMemoryDtabStore(namespaces, clock);
      case StorageConfig.File file -> open(file, clock);
      case StorageConfig.Kubernetes(var api, var namespace) ->
          KubernetesDtabStore.open(clusters.of(api), namespace, clock);
      case StorageConfig.Etcd _ ->
          throw new StartException(
              "storage: kind "
                  + config.kind()
                  + " is understood, but this version of dtabd cannot open it yet; use io.dtabd.file"
                  + " or io.l5d.inMemory");
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
}
