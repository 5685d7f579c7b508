package io.dtabd.bench.etcd;

import io.dtabd.store.DtabStore;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.etcd.EtcdDtabStore;
import io.dtabd.store.etcd.EtcdOptions;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A store, as a server has it. */
final class Replica implements AutoCloseable {

  private final DtabStore store;

  Replica(String url) {
    store =
        EtcdDtabStore.open(
            new EtcdOptions(
                List.of(URI.create(url)),
                "/bench/dtabs",
                Optional.empty(),
                Optional.empty(),
                EtcdOptions.Timing.DEFAULT),
            InstantSource.system(),
            StoreEvents.NONE);
  }

  DtabStore get() {
    return store;
  }

  @Override
  public void close() {
    store.close();
  }
}
