package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.admin.Metrics;
import io.dtabd.dtab.Dtab;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.testing.servers.ScriptedStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MeteredDtabStoreTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Namespace NS = new Namespace("internal");

  private final Metrics metrics = new Metrics();
  private final ScriptedStore store = new ScriptedStore();
  private final MeteredDtabStore metered =
      new MeteredDtabStore(store, metrics.registry(), InstantSource.fixed(NOW));

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void everyOperationIsTimedUnderItsName() throws Exception {
    metered.read(NS);
    metered.create(NS, Dtab.EMPTY);
    metered.update(NS, Dtab.EMPTY, Version.of(1));
    metered.put(NS, Dtab.EMPTY);
    metered.delete(NS);
    metered.delete(NS, Version.of(1));
    metered.history(NS);
    assertThat(metrics.numbers())
        .containsEntry(count("read", "ok"), 1.0)
        .containsEntry(count("create", "ok"), 1.0)
        .containsEntry(count("update", "ok"), 1.0)
        .containsEntry(count("put", "ok"), 1.0)
        .containsEntry(count("delete", "ok"), 2.0)
        .containsEntry(count("history", "ok"), 1.0);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new StoreException.AlreadyExists(NS), "already_exists"),
        Arguments.of(new StoreException.NotFound(NS), "not_found"),
        Arguments.of(new StoreException.VersionMismatch(NS), "version_mismatch"),
        Arguments.of(new StoreException.Invalid("no"), "invalid"),
        Arguments.of(new StoreException.Forbidden("no", new Exception()), "forbidden"),
        Arguments.of(
            new StoreException.Unavailable("away", StoreException.Outcome.UNKNOWN), "unavailable"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureIsCountedByItsKindAndPassedOn(StoreException failure, String outcome) {
    store.failsWith(failure);
    assertThatThrownBy(() -> metered.put(NS, Dtab.EMPTY)).isSameAs(failure);
    assertThat(metrics.numbers()).containsEntry(count("put", outcome), 1.0);
  }

  @Test
  void stalenessIsHowLongTheStoreHasNotAnswered() {
    assertThat(metrics.numbers()).containsEntry("dtabd/store/staleness", 0.0);
    store.staleSince(NOW.minusMillis(2500));
    assertThat(metrics.numbers()).containsEntry("dtabd/store/staleness", 2.5);
  }

  @Test
  void namespacesAreCountedOnceTheStoreHasAnswered() {
    assertThat(metrics.numbers()).doesNotContainKey("dtabd/store/namespaces");
    store.holds("a", Version.of(1), "").holds("b", Version.of(1), "");
    assertThat(metrics.numbers()).containsEntry("dtabd/store/namespaces", 2.0);
  }

  @Test
  void namespacesThatHoldNoDtabAreCounted() {
    store.holds("a", Version.of(1), "").holdsGarbage("b", "not a dtab");
    assertThat(metrics.numbers()).containsEntry("dtabd/store/namespaces/invalid", 1.0);
  }

  private static String count(String operation, String outcome) {
    return "dtabd/store/operations/" + operation + "/" + outcome + ".count";
  }
}
