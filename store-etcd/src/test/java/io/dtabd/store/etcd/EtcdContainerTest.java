package io.dtabd.store.etcd;

import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.tests.SharedStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on an etcd in a container. */
class EtcdContainerTest extends SharedStoreContract {

  private static EtcdContainer etcd;

  private final String prefix = Etcds.newPrefix();

  @BeforeAll
  static void startEtcd() throws Exception {
    etcd = EtcdContainer.start();
  }

  @AfterAll
  static void stopEtcd() {
    if (etcd != null) { // or it could not be had
      etcd.close();
    }
  }

  @Override
  protected DtabStore open() {
    return Etcds.open(prefix, etcd.url());
  }

  @Override
  protected void clean() throws Exception {
    etcd.etcdctl("del", "--prefix", prefix);
  }

  @Override
  protected void writeByHand(Namespace namespace, String text) throws Exception {
    etcd.etcdctl("put", "--", prefix + "/" + namespace, text);
  }
}
