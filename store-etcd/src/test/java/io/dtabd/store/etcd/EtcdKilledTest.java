package io.dtabd.store.etcd;

import io.dtabd.store.DtabStore;
import io.dtabd.store.tests.StoreOutageContract;
import io.dtabd.store.tests.peers.EtcdServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed, and frozen. */
class EtcdKilledTest extends StoreOutageContract {

  @TempDir static Path folder;

  private static EtcdServer etcd;

  private final String prefix = Etcds.newPrefix();

  @BeforeAll
  static void startEtcd() throws Exception {
    etcd = EtcdServer.start(folder);
  }

  @AfterAll
  static void stopEtcd() {
    etcd.close();
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
  protected void startServer() throws Exception {
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
