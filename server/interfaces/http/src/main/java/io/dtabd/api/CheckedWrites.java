package io.dtabd.api;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.store.Author;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.util.Optional;

/**
 * Writes that are checked. A write that may be refused replaces exactly the table that it was
 * compared with; if others were first, it is compared with theirs. One that may only be warned of
 * is done before anything is looked at: the way back must not wait.
 */
final class CheckedWrites {

  /** Each failure means that someone else got through, so this many in a row is a storm. */
  static final int MAX_TRIES = 20;

  private final DtabStore store;
  private final WriteCheck check;

  CheckedWrites(DtabStore store, WriteCheck check) {
    this.store = store;
    this.check = check;
  }

  /** A write of a whole table, on its condition. */
  interface Change {

    /** The table as it is to be; empty for one that is deleted. */
    Dtab after();

    /**
     * @throws StoreException if the condition does not hold for {@code current}
     */
    void require(Optional<VersionedDtab> current) throws StoreException;

    /** Writes if {@code current} is there still. */
    Optional<Version> over(Optional<VersionedDtab> current) throws StoreException;

    /** Writes as it is done without a check. */
    Optional<Version> unchecked() throws StoreException;
  }

  Response write(Request request, Namespace namespace, CheckMode mode, Change change)
      throws StoreException, InterruptedException {
    return switch (mode) {
      case NONE -> throw new IllegalArgumentException("there is nothing to check");
      case WARN -> warning(request, namespace, change, known(namespace));
      case REFUSE -> refusing(request, namespace, change);
    };
  }

  private Response refusing(Request request, Namespace namespace, Change change)
      throws StoreException, InterruptedException {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Optional<VersionedDtab> current;
      try {
        current = store.read(namespace);
      } catch (StoreException.Invalid e) {
        // What is there is no dtab: nobody goes anywhere by it, and this write is to mend it.
        return warning(request, namespace, change, State.failed(String.valueOf(e.getMessage())));
      }
      change.require(current);
      WriteCheck.Report report =
          check.of(namespace, State.ok(dtab(current)), change.after(), Optional.empty());
      if (!report.refusals().isEmpty()) {
        return WriteJson.refused(namespace, report, _ -> {});
      }
      try {
        return WriteJson.written(writing(request, namespace, () -> change.over(current)), report);
      } catch (StoreException.VersionMismatch
          | StoreException.NotFound
          | StoreException.AlreadyExists e) {
        // Someone else was first: all is looked at again for what they wrote.
      }
    }
    throw storm(namespace);
  }

  private Response warning(Request request, Namespace namespace, Change change, State<Dtab> before)
      throws StoreException, InterruptedException {
    Optional<Version> version = writing(request, namespace, change::unchecked);
    return WriteJson.written(
        version, check.of(namespace, before, change.after(), Optional.empty()));
  }

  /** What is known of the table without asking the store. */
  private State<Dtab> known(Namespace namespace) {
    return store.dtab(namespace).now().map(CheckedWrites::dtab);
  }

  static Dtab dtab(Optional<VersionedDtab> found) {
    return found.map(VersionedDtab::dtab).orElse(Dtab.EMPTY);
  }

  static HttpProblem storm(Namespace namespace) {
    return HttpProblem.unavailable(
        "Others change namespace %s all the time; nothing was written, retry later"
            .formatted(namespace),
        HttpErrors.RETRY_AFTER);
  }

  /** In a thread of its own, which goes on when the client leaves. */
  static <T> T writing(Request request, Namespace namespace, StoreCalls.Call<T> write)
      throws StoreException, InterruptedException {
    String author = RequestAuthor.of(request);
    return StoreCalls.finish("write of " + namespace, () -> Author.named(author, write::run));
  }
}
