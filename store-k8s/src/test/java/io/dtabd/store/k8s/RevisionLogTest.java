package io.dtabd.store.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes record the same deletion, and one of them knows who did it. */
class RevisionLogTest {

  private static final Namespace NS = new Namespace("internal");
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
  private static final DtabObject LAST =
      new DtabObject(
          NS,
          "uid",
          7,
          new DtabObject.Content.Table(Dtab.read("/svc => /a")),
          new Stamp(TIME, Optional.empty(), true));

  @TempDir private Path folder;
  private Cluster cluster;
  private RevisionLog log;

  @BeforeEach
  void open() throws Exception {
    cluster = Cluster.open(folder);
    log = new RevisionLog(cluster.client(), cluster.namespace());
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void authorOfADeletionIsKeptThoughAnotherProcessWasFirst() throws Exception {
    record(Optional.empty());
    record(Optional.of("bob"));
    assertAuthor();
  }

  @Test
  void authorOfADeletionStaysThoughAnotherProcessIsLater() throws Exception {
    record(Optional.of("bob"));
    record(Optional.empty());
    assertAuthor();
  }

  @Test
  void deletionThatIsRecordedTwiceIsThereOnce() throws Exception {
    record(Optional.of("bob"));
    record(Optional.of("bob"));
    assertAuthor();
  }

  private void record(Optional<String> author) {
    assertThat(log.record(RevisionObject.deletion(LAST, TIME, author))).isTrue();
  }

  private void assertAuthor() throws Exception {
    assertThat(log.of(NS)).containsExactly(RevisionObject.deletion(LAST, TIME, Optional.of("bob")));
  }
}
