package io.dtabd.store.k8s;

import io.dtabd.store.DtabStore;
import io.dtabd.store.tests.StoreOutageContract;
import io.dtabd.testing.peers.FaultyProxy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The contract, while the API server is well and the network between is not. */
class KubernetesCutOffTest extends StoreOutageContract {

  /** What a test runs on. */
  private record Setting(Cluster cluster, FaultyProxy network, KubernetesClient client) {}

  @TempDir private Path folder;
  private @Nullable Setting setting;

  @Override
  protected DtabStore open() throws Exception {
    return setting().cluster().store(setting().client());
  }

  private Setting setting() throws Exception {
    if (setting == null) {
      Cluster cluster = Cluster.open(folder, Cluster.Patience.SHORT);
      FaultyProxy network = FaultyProxy.to(cluster.server().port());
      setting =
          new Setting(
              cluster,
              network,
              Cluster.client(cluster.kubeconfig().through(network.port()), Cluster.Patience.SHORT));
    }
    return setting;
  }

  @Override
  protected void clean() throws Exception {
    setting().client().close();
    setting().network().close();
    setting().cluster().close();
  }

  /** Far longer than any timeout; the tests of killed servers have the whole length. */
  @Override
  protected Duration longPause() {
    return Duration.ofSeconds(6);
  }

  @Override
  protected Duration longStop() {
    return Duration.ofSeconds(6);
  }

  @Override
  protected void stopServer() throws Exception {
    setting().network().cut();
  }

  @Override
  protected void startServer() throws Exception {
    setting().network().heal();
  }

  @Override
  protected void pauseServer() throws Exception {
    setting().network().stall();
  }

  @Override
  protected void resumeServer() throws Exception {
    setting().network().heal();
  }
}
