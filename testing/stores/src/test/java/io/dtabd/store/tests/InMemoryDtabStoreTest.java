package io.dtabd.store.tests;

import io.dtabd.store.DtabStore;
import io.dtabd.store.InMemoryDtabStore;
import java.time.InstantSource;
import java.util.Map;

class InMemoryDtabStoreTest extends DtabStoreContract {

  @Override
  protected DtabStore open() {
    return new InMemoryDtabStore(Map.of(), InstantSource.system());
  }
}
