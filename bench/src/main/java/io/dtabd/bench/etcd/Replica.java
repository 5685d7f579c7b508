package io.dtabd.bench.etcd;

import io.dtabd.store.DtabStore;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.etcd.EtcdDtabStore;
import io.dtabd.store.etcd.EtcdOptions;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A store, as a server has it, that can be lost and come anew. */
final class Replica implements Supplier<DtabStore>, AutoCloseable {

  private final List<String> urls;
  private volatile DtabStore store;

  Replica(List<String> urls) {
    this.urls = urls;
    store = open();
  }

  private DtabStore open() {
    return EtcdDtabStore.open(
        new EtcdOptions(
            urls.stream().map(URI::create).toList(),
            "/bench/dtabs",
            Optional.empty(),
            Optional.empty(),
            EtcdOptions.Timing.DEFAULT),
        InstantSource.system(),
        StoreEvents.NONE);
  }

  /** In the middle of whatever it does. */
  void replace() {
    DtabStore old = store;
    store = open();
    old.close();
  }

  @Override
  public DtabStore get() {
    return store;
  }

  @Override
  public void close() {
    store.close();
  }
}
