package io.dtabd.store.etcd;

import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.tests.SharedStoreContract;
import io.dtabd.testing.peers.EtcdEdition;
import io.dtabd.testing.peers.EtcdServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class EtcdDtabStoreTest extends SharedStoreContract {

  /** So that the largest dtab goes in. */
  private static final List<String> LARGE_REQUESTS = List.of("--max-request-bytes=10485760");

  @TempDir static Path folder;

  private static EtcdServer etcd;

  private final String prefix = Etcds.newPrefix();

  EtcdDtabStoreTest(EtcdEdition edition) {}

  @BeforeParameterizedClassInvocation
  static void startEtcd(EtcdEdition edition) throws Exception {
    etcd = EtcdServer.start(folder, new EtcdServer.Options(edition, "http", LARGE_REQUESTS));
  }

  @AfterParameterizedClassInvocation
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
    etcd.deleteAll(prefix);
  }

  @Override
  protected void writeByHand(Namespace namespace, String text) throws Exception {
    etcd.put(prefix + "/" + namespace, text);
  }
}
