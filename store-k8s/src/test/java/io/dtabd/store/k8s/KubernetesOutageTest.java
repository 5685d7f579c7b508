package io.dtabd.store.k8s;

import io.dtabd.store.DtabStore;
import io.dtabd.store.tests.StoreOutageContract;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The contract, while a real API server is killed and frozen. */
class KubernetesOutageTest extends StoreOutageContract {

  @TempDir private Path folder;
  private @Nullable Cluster cluster;

  @Override
  protected DtabStore open() throws Exception {
    return cluster().store();
  }

  private Cluster cluster() throws Exception {
    if (cluster == null) {
      cluster = Cluster.open(folder, Cluster.Patience.SHORT);
    }
    return cluster;
  }

  @Override
  protected void clean() throws Exception {
    cluster().close();
  }

  @Override
  protected void stopServer() throws Exception {
    cluster().server().kill();
  }

  @Override
  protected void startServer() throws Exception {
    cluster().server().restart();
  }

  @Override
  protected void pauseServer() throws Exception {
    cluster().server().pause();
  }

  @Override
  protected void resumeServer() throws Exception {
    cluster().server().resume();
  }
}
