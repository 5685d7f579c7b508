package io.dtabd.api;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.util.Optional;

/** The writes of a whole table that {@code /api/1/dtabs/NS} knows, each on its condition. */
final class TableWrites {

  private TableWrites() {}

  /** Of a table that is not there. */
  record Create(DtabStore store, Namespace namespace, Dtab after) implements CheckedWrites.Change {

    @Override
    public void require(Optional<VersionedDtab> current) throws StoreException {
      if (current.isPresent()) {
        throw new StoreException.AlreadyExists(namespace);
      }
    }

    @Override
    public Optional<Version> over(Optional<VersionedDtab> current) throws StoreException {
      return unchecked();
    }

    @Override
    public Optional<Version> unchecked() throws StoreException {
      return Optional.of(store.create(namespace, after));
    }
  }

  /**
   * Of a table, whether it is there or not.
   *
   * @param condition of a version that has to be there
   */
  record Put(DtabStore store, Namespace namespace, Dtab after, Optional<EntityTags> condition)
      implements CheckedWrites.Change {

    @Override
    public void require(Optional<VersionedDtab> current) throws StoreException {
      check(namespace, condition, current);
    }

    @Override
    public Optional<Version> over(Optional<VersionedDtab> current) throws StoreException {
      return Optional.of(
          current.isPresent()
              ? store.update(namespace, after, current.get().version())
              : store.create(namespace, after));
    }

    @Override
    public Optional<Version> unchecked() throws StoreException {
      return Optional.of(
          condition.isEmpty()
              ? store.put(namespace, after)
              : onVersion(
                  store, namespace, condition.get(), old -> store.update(namespace, after, old)));
    }
  }

  /**
   * Of nothing: the table goes.
   *
   * @param condition of a version that has to be there
   */
  record Delete(DtabStore store, Namespace namespace, Optional<EntityTags> condition)
      implements CheckedWrites.Change {

    @Override
    public Dtab after() {
      return Dtab.EMPTY;
    }

    @Override
    public void require(Optional<VersionedDtab> current) throws StoreException {
      if (current.isEmpty()) {
        throw new StoreException.NotFound(namespace);
      }
      check(namespace, condition, current);
    }

    @Override
    public Optional<Version> over(Optional<VersionedDtab> current) throws StoreException {
      store.delete(namespace, current.orElseThrow().version());
      return Optional.empty();
    }

    @Override
    public Optional<Version> unchecked() throws StoreException {
      if (condition.isEmpty()) {
        store.delete(namespace);
      } else {
        onVersion(
            store,
            namespace,
            condition.get(),
            version -> {
              store.delete(namespace, version);
              return version;
            });
      }
      return Optional.empty();
    }
  }

  private static void check(
      Namespace namespace, Optional<EntityTags> condition, Optional<VersionedDtab> current)
      throws StoreException {
    if (condition.isEmpty()) {
      return;
    }
    if (current.isEmpty()) {
      throw new StoreException.NotFound(namespace);
    }
    if (!condition.get().matches(current.get().version())) {
      throw new StoreException.VersionMismatch(namespace);
    }
  }

  /** A write of the version that it is given. */
  private interface VersionedWrite {
    Version of(Version expected) throws StoreException;
  }

  /** Writes if the version is one of {@code condition}. */
  private static Version onVersion(
      DtabStore store, Namespace namespace, EntityTags condition, VersionedWrite write)
      throws StoreException {
    if (!condition.any() && condition.versions().size() == 1) {
      return write.of(condition.versions().getFirst());
    }
    for (int tries = 0; tries < CheckedWrites.MAX_TRIES; tries++) {
      Version current =
          store.read(namespace).orElseThrow(() -> new StoreException.NotFound(namespace)).version();
      if (!condition.matches(current)) {
        throw new StoreException.VersionMismatch(namespace);
      }
      try {
        return write.of(current);
      } catch (StoreException.VersionMismatch e) {
        // Someone else was first: the condition is looked at again for what they wrote.
      }
    }
    throw CheckedWrites.storm(namespace);
  }
}
