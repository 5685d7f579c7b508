package io.dtabd.store.etcd;

import io.dtabd.store.DtabStore;
import io.dtabd.store.tests.StoreOutageContract;
import io.dtabd.testing.peers.EtcdEdition;
import io.dtabd.testing.peers.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The process is killed, and frozen. */
@ParameterizedClass
@EnumSource
class EtcdKilledTest extends StoreOutageContract {

  @TempDir static Path folder;

  private static EtcdServer etcd;

  private final String prefix = Etcds.newPrefix();

  private final EtcdEdition edition;

  EtcdKilledTest(EtcdEdition edition) {
    this.edition = edition;
  }

  /** In its whole length only once, as it is a long time to wait. */
  @Override
  protected Duration longPause() {
    return edition == EtcdEdition.CURRENT ? super.longPause() : Duration.ofSeconds(5);
  }

  @Override
  protected Duration longStop() {
    return edition == EtcdEdition.CURRENT ? super.longStop() : Duration.ofSeconds(5);
  }

  @BeforeParameterizedClassInvocation
  static void startEtcd(EtcdEdition edition) throws Exception {
    etcd = EtcdServer.start(folder, EtcdServer.Options.plain(edition));
  }

  @AfterParameterizedClassInvocation
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
