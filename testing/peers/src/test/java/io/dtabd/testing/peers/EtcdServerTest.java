package io.dtabd.testing.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdServerTest {

  @TempDir Path folder;

  @Test
  void keepsItsDataWhenKilled() throws Exception {
    try (EtcdServer etcd = EtcdServer.start(folder)) {
      etcd.put("/a", "1");
      long revision = etcd.revision();
      etcd.kill();
      etcd.restart();
      etcd.awaitReady();
      assertThat(etcd.revision()).isEqualTo(revision);
    }
  }

  @Test
  void clusterHasAnotherLeaderWhenItsLeaderIsKilled() throws Exception {
    try (EtcdCluster cluster = EtcdCluster.start(folder, EtcdEdition.DISTRIBUTION, 3)) {
      EtcdServer first = cluster.leader();
      first.kill();
      EtcdServer second = cluster.leader();
      assertThat(second).isNotSameAs(first);
      first.restart();
      first.awaitReady();
      assertThat(cluster.servers()).allSatisfy(EtcdServer::awaitReady);
    }
  }
}
