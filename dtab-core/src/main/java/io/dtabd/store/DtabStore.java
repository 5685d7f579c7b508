package io.dtabd.store;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Live;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Keeps the dtabs of namespaces, versioned, with compare-and-swap. {@code DtabStoreContract} in
 * testing/stores states what every implementation does; in short:
 *
 * <ul>
 *   <li>Reading is live, and goes on with the last known state while the store is away. Writing
 *       blocks, and is called on virtual threads.
 *   <li>A store that was just opened on a remote backend does not wait for it: its live values are
 *       pending until the backend has answered once. {@link #read} and writes wait.
 *   <li>A write returns when the store has accepted it and the live values here have reached it.
 *   <li>Of any number of concurrent updates that name one version, exactly one wins.
 *   <li>A version once replaced never comes back for that namespace, not even after delete and
 *       create.
 *   <li>A dtab in the store that does not parse fails its namespace alone, and heals when it is
 *       mended.
 *   <li>What is written is the dtab's {@link Dtab#text}, and {@link Dtab#text} gives it back, as
 *       far as the store can hold text.
 *   <li>An {@link Author} who is named during a write is in the history, if the store can hold it.
 *   <li>What exceeds {@link StoreLimits}, or could not be read back, is refused as {@link
 *       StoreException.Invalid}.
 * </ul>
 */
public interface DtabStore extends AutoCloseable {

  /**
   * The namespaces that there are; pending until the store has answered once, which may be some
   * time after the store was opened, and after the first {@link #read}.
   */
  Live<SortedSet<Namespace>> namespaces();

  /**
   * The dtab of a namespace, empty while there is none; failed while what the store holds is not a
   * dtab; pending until the store has answered once, as {@link #namespaces} is. After a write here
   * it is at least what was written.
   */
  Live<Optional<VersionedDtab>> dtab(Namespace namespace);

  /**
   * What the store itself holds now: every write that returned, through this process or another,
   * before the call is in it.
   *
   * @throws StoreException.Invalid if what is there is not a dtab
   * @throws StoreException.Unavailable if the store cannot be asked
   */
  Optional<VersionedDtab> read(Namespace namespace) throws StoreException;

  /**
   * @return the first version
   * @throws StoreException.AlreadyExists if it is there
   */
  Version create(Namespace namespace, Dtab dtab) throws StoreException;

  /**
   * Replaces the dtab if its version is {@code expected}. The version after it is new even if the
   * text is the same.
   *
   * @return the new version
   * @throws StoreException.NotFound if there is no such namespace
   * @throws StoreException.VersionMismatch if it has another version
   */
  Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException;

  /**
   * Replaces the dtab, or creates it.
   *
   * @return the new version
   */
  Version put(Namespace namespace, Dtab dtab) throws StoreException;

  /**
   * @throws StoreException.NotFound if it is not there
   */
  void delete(Namespace namespace) throws StoreException;

  /**
   * Deletes the namespace if its version is {@code expected}.
   *
   * @throws StoreException.NotFound if it is not there
   * @throws StoreException.VersionMismatch if it has another version
   */
  void delete(Namespace namespace, Version expected) throws StoreException;

  /**
   * What was written, newest first, as far back as the store keeps it and {@link StoreLimits}
   * allows; empty if nothing ever was. What is not a dtab is left out.
   */
  List<Revision> history(Namespace namespace) throws StoreException;

  /**
   * Since when the live values may be behind the store, because it does not answer; empty if it
   * does.
   */
  Optional<Instant> staleSince();

  /** Lets go of everything. The live values keep their last state. */
  @Override
  void close();
}
