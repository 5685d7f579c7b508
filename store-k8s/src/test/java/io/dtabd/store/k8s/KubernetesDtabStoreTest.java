package io.dtabd.store.k8s;

import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.tests.SharedStoreContract;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a real API server. */
class KubernetesDtabStoreTest extends SharedStoreContract {

  @TempDir private Path folder;
  private @Nullable Cluster cluster;

  @Override
  protected DtabStore open() throws Exception {
    return cluster().store();
  }

  private Cluster cluster() throws Exception {
    if (cluster == null) {
      cluster = Cluster.open(folder);
    }
    return cluster;
  }

  @Override
  protected void clean() throws Exception {
    cluster().close();
  }

  /** An object is to fit into etcd. */
  @Override
  protected int takesDentries() {
    return 20_000;
  }

  /** What the name of an object may be. */
  @Override
  protected List<String> names() {
    return List.of("0", "a.b-c", "9-9", "x".repeat(63), "x".repeat(Namespace.MAX_LENGTH));
  }

  @Override
  protected void writeByHand(Namespace namespace, String text) throws Exception {
    cluster().applyDtab(namespace, text);
  }
}
