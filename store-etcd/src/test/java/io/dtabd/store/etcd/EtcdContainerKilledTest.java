package io.dtabd.store.etcd;

import io.dtabd.store.DtabStore;
import io.dtabd.store.tests.StoreOutageContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The container is killed, and frozen. */
class EtcdContainerKilledTest extends StoreOutageContract {

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
    return Etcds.openHasty(prefix, etcd.url());
  }

  @Override
  protected void stopServer() {
    etcd.kill();
  }

  @Override
  protected void startServer() throws IOException {
    etcd.restart();
  }

  @Override
  protected void pauseServer() {
    etcd.pause();
  }

  @Override
  protected void resumeServer() {
    etcd.resume();
  }
}
