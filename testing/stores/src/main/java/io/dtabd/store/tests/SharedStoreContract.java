package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.AlreadyExists;
import io.dtabd.store.StoreException.NotFound;
import io.dtabd.store.StoreException.VersionMismatch;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link DtabStore} does whose content outlives it and is open to others. */
public abstract class SharedStoreContract extends DtabStoreContract {

  private DtabStore one;
  private DtabStore two;

  /** Writes {@code text} as the newest of the namespace, as a person or another tool would. */
  protected abstract void writeByHand(Namespace namespace, String text) throws Exception;

  @BeforeEach
  final void openTwo() throws Exception {
    one = store();
    two = store();
  }

  // Two stores on one backend.

  @Test
  void readSeesWhatAnotherHasWritten() throws Exception {
    Version created = one.create(NS, A);
    assertThat(two.read(NS)).contains(new VersionedDtab(created, A));
    for (int i = 0; i < 20; i++) {
      Version version = one.put(NS, numbered(i));
      assertThat(two.read(NS)).contains(new VersionedDtab(version, numbered(i)));
    }
    one.delete(NS);
    assertThat(two.read(NS)).isEmpty();
  }

  @Test
  void liveValueFollowsWhatAnotherWrites() throws Exception {
    try (var watched = new Watched<>(two.dtab(NS))) {
      Version created = one.create(NS, A);
      eventually(() -> assertThat(watched.told()).endsWith(present(created, A)));
      Version updated = one.update(NS, B, created);
      eventually(() -> assertThat(watched.told()).endsWith(present(updated, B)));
      one.delete(NS);
      eventually(() -> assertThat(watched.told()).endsWith(absent()));
    }
  }

  @Test
  void namespacesFollowWhatAnotherWrites() throws Exception {
    one.create(NS, A);
    one.create(OTHER, A);
    eventually(() -> assertNamespaces(two, NS, OTHER));
    one.delete(NS);
    eventually(() -> assertNamespaces(two, OTHER));
  }

  @Test
  void writeOfAnotherIsInTheWay() throws Exception {
    Version first = one.create(NS, A);
    assertThatExceptionOfType(AlreadyExists.class).isThrownBy(() -> two.create(NS, B));
    two.update(NS, B, first);
    assertThatExceptionOfType(VersionMismatch.class).isThrownBy(() -> one.update(NS, C, first));
    two.delete(NS);
    assertThatExceptionOfType(NotFound.class).isThrownBy(() -> one.delete(NS));
  }

  @Test
  void oneOfManyUpdatesThroughTwoStoresWins() throws Exception {
    Version current = one.create(NS, A);
    for (int round = 0; round < 25; round++) {
      Version expected = current;
      List<Version> winners =
          Race.of(8, i -> tryUpdate(i % 2 == 0 ? one : two, numbered(i), expected)).stream()
              .flatMap(Optional::stream)
              .toList();
      assertThat(winners).hasSize(1);
      current = winners.getFirst();
      assertThat(versionIn(one, NS)).isEqualTo(current);
      assertThat(versionIn(two, NS)).isEqualTo(current);
    }
  }

  @Test
  void nobodysUpdateThroughTwoStoresIsLost() throws Exception {
    one.create(NS, Dtab.EMPTY);
    Race.of(4, i -> appendDentries(i % 2 == 0 ? one : two, i, 10));
    assertThat(dtabIn(one, NS).orElseThrow().dentries()).hasSize(40).doesNotHaveDuplicates();
    assertThat(dtabIn(two, NS)).isEqualTo(dtabIn(one, NS));
  }

  @Test
  void whatWasWrittenOutlivesTheStore() throws Exception {
    Version first = one.create(NS, A);
    Version second = one.update(NS, B, first);
    one.create(OTHER, C);
    one.delete(OTHER);
    one.close();
    two.close();

    DtabStore later = store();
    assertThat(later.read(NS)).contains(new VersionedDtab(second, B));
    // It may have asked nothing else yet: a read says what is there, not the live values.
    eventually(() -> assertThat(later.dtab(NS).now()).isEqualTo(present(second, B)));
    eventually(() -> assertNamespaces(later, NS));
    assertThat(later.update(NS, C, second)).isNotIn(first, second);
  }

  @Test
  void versionsDoNotComeBackInALaterStore() throws Exception {
    Version first = one.create(NS, A);
    one.delete(NS);
    one.close();
    two.close();
    assertThat(store().create(NS, A)).isNotEqualTo(first);
  }

  // Written by hand.

  @Test
  void textWrittenByHandIsTaken() throws Exception {
    writeByHand(NS, A.text());
    eventually(() -> assertLive(one, NS, A));
    assertThat(dtabIn(two, NS)).contains(A);
    eventually(() -> assertNamespaces(one, NS));
  }

  @Test
  void textWrittenByHandIsANewVersion() throws Exception {
    Version before = one.create(NS, A);
    writeByHand(NS, B.text());
    eventually(() -> assertLive(one, NS, B));
    assertThatExceptionOfType(VersionMismatch.class).isThrownBy(() -> one.update(NS, C, before));
    Version now = versionIn(one, NS);
    assertThat(now).isNotEqualTo(before);
    assertThat(one.update(NS, C, now)).isNotIn(before, now);
  }

  @Test
  void whatIsNoDtabFailsItsNamespaceAlone() throws Exception {
    Version other = one.create(OTHER, B);
    writeByHand(NS, "/svc => oops");
    eventually(
        () ->
            assertThat(one.dtab(NS).now())
                .isInstanceOfSatisfying(
                    State.Failed.class,
                    failed -> assertThat(failed.reason()).contains("line 1, column 9")));
    assertThatExceptionOfType(StoreException.Invalid.class)
        .isThrownBy(() -> one.read(NS))
        .withMessageContaining("line 1, column 9");
    assertThat(one.dtab(OTHER).now()).isEqualTo(present(other, B));
    eventually(() -> assertNamespaces(one, NS, OTHER));
  }

  @Test
  void whatIsNoDtabHealsWhenItIsMendedByHand() throws Exception {
    one.create(NS, A);
    writeByHand(NS, "/svc => oops");
    eventually(() -> assertThat(one.dtab(NS).now()).isInstanceOf(State.Failed.class));
    writeByHand(NS, B.text());
    eventually(() -> assertLive(one, NS, B));
    assertThat(dtabIn(two, NS)).contains(B);
  }

  @Test
  void whatIsNoDtabHealsWhenItIsReplaced() throws Exception {
    one.create(NS, A);
    writeByHand(NS, "/svc => oops");
    eventually(() -> assertThat(one.dtab(NS).now()).isInstanceOf(State.Failed.class));
    Version version = one.put(NS, B);
    assertThat(one.dtab(NS).now()).isEqualTo(present(version, B));
    assertThat(two.read(NS)).contains(new VersionedDtab(version, B));
  }

  @Test
  void whatIsNoDtabCanBeDeleted() throws Exception {
    writeByHand(NS, "/svc => oops");
    eventually(() -> assertThat(one.dtab(NS).now()).isInstanceOf(State.Failed.class));
    assertThatExceptionOfType(AlreadyExists.class).isThrownBy(() -> one.create(NS, A));
    one.delete(NS);
    assertThat(one.read(NS)).isEmpty();
    one.create(NS, A);
    assertThat(dtabIn(two, NS)).contains(A);
  }
}
