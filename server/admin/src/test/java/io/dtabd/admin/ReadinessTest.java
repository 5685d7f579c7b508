package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.servers.ScriptedStore;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private final ScriptedStore store = new ScriptedStore();
  private final Readiness readiness = new Readiness(store);

  @Test
  void notReadyUntilTheStoreHasAnswered() {
    assertThat(readiness.obstacle())
        .hasValueSatisfying(it -> assertThat(it).contains("the store has not answered yet"));
    store.isEmpty();
    assertThat(readiness.obstacle()).isEmpty();
  }

  @Test
  void notReadyWhileTheStoreCannotBeRead() {
    store.cannotList("the folder is gone");
    assertThat(readiness.obstacle()).contains("the store cannot be read: the folder is gone");
  }

  @Test
  void notReadyOnceItIsStopping() {
    store.isEmpty();
    readiness.stop();
    assertThat(readiness.obstacle()).contains("the server is stopping");
  }
}
