package io.dtabd.store.etcd;

import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.tests.SharedStoreContract;
import io.dtabd.store.tests.peers.EtcdServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EtcdDtabStoreTest extends SharedStoreContract {

  /** So that the largest dtab goes in. */
  private static final EtcdServer.Options LARGE_REQUESTS =
      new EtcdServer.Options("http", List.of("--max-request-bytes=10485760"));

  @TempDir static Path folder;

  private static EtcdServer etcd;

  private final String prefix = Etcds.newPrefix();

  @BeforeAll
  static void startEtcd() throws Exception {
    etcd = EtcdServer.start(folder, LARGE_REQUESTS);
  }

  @AfterAll
  static void stopEtcd() {
    etcd.close();
  }

  @Override
  protected DtabStore open() {
    return Etcds.open(prefix, etcd.url());
  }

  @Override
  protected void clean() throws Exception {
    etcd.deleteAll(prefix);
  }

  @Override
  protected void writeByHand(Namespace namespace, String text) throws Exception {
    etcd.put(prefix + "/" + namespace, text);
  }
}
