package io.dtabd.store.k8s;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreLimits;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What dtabs were before, as DTabRevision objects beside them. A revision has a name that follows
 * from what it is of, so that any number of processes may record what they all have seen.
 *
 * <p>A cluster that has no such objects, or does not grant them, goes without a history; nothing
 * else depends on it.
 */
final class RevisionLog {

  /**
   * How much text the revisions of one dtab may have together. etcd holds a few GiB for the whole
   * cluster: a hundred revisions of a large table are not worth a tenth of that.
   */
  static final int MAX_CHARS = 4 * 1024 * 1024;

  /** Each other process records a deletion once, so there is seldom more than one to replace. */
  private static final int MAX_REPLACED = 5;

  private static final System.Logger log = System.getLogger(RevisionLog.class.getName());

  private final KubernetesClient client;
  private final String path;
  private final AtomicBoolean refused = new AtomicBoolean();

  RevisionLog(KubernetesClient client, String kubernetesNamespace) {
    this.client = client;
    this.path =
        "/apis/"
            + RevisionObject.API_VERSION
            + "/namespaces/"
            + kubernetesNamespace
            + "/dtabrevisions";
  }

  /**
   * Keeps {@code revision}; nothing is to be done if it is kept already, or the cluster keeps none.
   *
   * <p>Who deleted a dtab is known to the process that did it and to no other, and any of those may
   * have recorded the deletion first, when the watch told of it. So one with an author replaces
   * what is kept. The rights for that are those for trimming.
   *
   * @return false if the cluster could not be asked, so that it may be tried again
   */
  boolean record(RevisionObject revision) {
    try {
      boolean replaces = revision.deleted() && revision.author().isPresent();
      boolean done = create(revision) || !replaces;
      for (int i = 0; !done && i < MAX_REPLACED; i++) {
        delete(revision);
        done = create(revision);
      }
      accepted();
      return done;
    } catch (KubernetesClientException e) {
      if (Failure.isRefusal(e)) {
        refused(e);
        return true;
      }
      log.log(
          DEBUG,
          "{0} is not in the history of {1} yet: {2}",
          revision.name(),
          revision.namespace(),
          Failure.reason(e));
      return false;
    }
  }

  /**
   * @return false if there is one of that name
   */
  private boolean create(RevisionObject revision) {
    try {
      client.raw(path, "POST", revision.object());
      return true;
    } catch (KubernetesClientException e) {
      if (Failure.isConflict(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * What is kept, newest first; nothing if the cluster keeps none.
   *
   * @throws StoreException if it cannot be asked
   */
  List<RevisionObject> of(Namespace namespace) throws StoreException {
    try {
      List<RevisionObject> found = list(namespace);
      accepted();
      return found;
    } catch (KubernetesClientException e) {
      if (Failure.isRefusal(e)) {
        refused(e);
        return List.of();
      }
      throw Failure.of("read the history of '" + namespace + "'", e, Outcome.NOT_DONE);
    }
  }

  /** Deletes what is too old. */
  void trim(Namespace namespace) {
    try {
      int count = 0;
      long chars = 0;
      for (RevisionObject revision : list(namespace)) {
        count++;
        chars += revision.text().length();
        if (count > StoreLimits.MAX_HISTORY || (chars > MAX_CHARS && count > 1)) {
          delete(revision);
        }
      }
    } catch (KubernetesClientException e) {
      log.log(DEBUG, "cannot trim the history of {0}: {1}", namespace, Failure.reason(e));
    }
  }

  /** As {@link io.dtabd.store.DtabStore#history} gives it. */
  static List<Revision> bounded(List<RevisionObject> newestFirst) {
    var revisions = new ArrayList<Revision>();
    long chars = 0;
    for (RevisionObject kept : newestFirst) {
      chars += kept.text().length();
      boolean full = chars > StoreLimits.MAX_HISTORY_SIZE && !revisions.isEmpty();
      if (full || revisions.size() == StoreLimits.MAX_HISTORY) {
        break;
      }
      try {
        Optional<Dtab> dtab =
            kept.deleted() ? Optional.empty() : Optional.of(Dtab.read(kept.text()));
        revisions.add(new Revision(kept.version(), kept.time(), dtab, kept.author()));
      } catch (DtabSyntaxException e) {
        log.log(DEBUG, "{0} is left out: {1}", kept.name(), e.getMessage());
      }
    }
    return revisions;
  }

  private List<RevisionObject> list(Namespace namespace) {
    String json =
        client.raw(
            path + "?labelSelector=" + RevisionObject.LABEL + "%3D" + RevisionObject.key(namespace),
            "GET",
            null);
    var all =
        client.getKubernetesSerialization().unmarshal(json, GenericKubernetesResourceList.class);
    return all.getItems().stream()
        .map(RevisionObject::of)
        .flatMap(Optional::stream)
        .filter(revision -> revision.namespace().equals(namespace.name()))
        .sorted(RevisionObject.OLDEST_FIRST.reversed())
        .toList();
  }

  private void delete(RevisionObject revision) {
    try {
      client.raw(path + "/" + revision.name(), "DELETE", null);
    } catch (KubernetesClientException e) {
      if (!Failure.isNotFound(e)) { // or another process trims just now
        throw e;
      }
    }
  }

  private void refused(KubernetesClientException e) {
    if (refused.compareAndSet(false, true)) {
      log.log(
          WARNING,
          "no history of dtabs is kept, because the cluster refuses it: {0}; apply"
              + " docker/kubernetes/crd.yaml and rbac.yaml",
          Failure.reason(e));
    }
  }

  private void accepted() {
    if (refused.compareAndSet(true, false)) {
      log.log(INFO, "the history of dtabs is kept again");
    }
  }
}
