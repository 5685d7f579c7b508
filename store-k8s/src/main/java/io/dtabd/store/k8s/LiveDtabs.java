package io.dtabd.store.k8s;

import io.dtabd.live.Live;
import io.dtabd.live.LiveMap;
import io.dtabd.live.State;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The live values, fed from two sides: by the watch, in order but late, and by this process's own
 * requests, at once but in any order.
 *
 * <p>Invariant: what is known of a namespace never goes back. Of two versions the higher counts. An
 * object that was deleted here is remembered by its uid until the watch has told of that. And what
 * a request read counts only if the watch has not gone past it: otherwise the object would be
 * known, or is gone.
 */
final class LiveDtabs {

  private static final State<Optional<VersionedDtab>> ABSENT = State.ok(Optional.empty());

  private sealed interface Known {
    record Present(DtabObject object) implements Known {}

    /**
     * @param revision the last that it is known to have had
     */
    record Gone(String uid, long revision) implements Known {}
  }

  private final Map<Namespace, Known> known = new HashMap<>();
  private final LiveMap<Namespace, Optional<VersionedDtab>> live = new LiveMap<>(State.pending());
  private final CountDownLatch loaded = new CountDownLatch(1);

  /** How far the watch has come. */
  private long position;

  Live<SortedSet<Namespace>> namespaces() {
    return live.keys();
  }

  Live<Optional<VersionedDtab>> of(Namespace namespace) {
    return live.get(namespace);
  }

  /** Whether the collection was listed once, if need be after waiting for it. */
  boolean awaitLoaded(java.time.Duration atMost) throws InterruptedException {
    return loaded.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** How many there are. */
  synchronized int size() {
    return known.size();
  }

  /** What is known of one. */
  synchronized Optional<DtabObject> get(Namespace namespace) {
    return known.get(namespace) instanceof Known.Present(var object)
        ? Optional.of(object)
        : Optional.empty();
  }

  /** A request read or wrote it. */
  void seen(DtabObject object) {
    synchronized (this) {
      if (object.revision() > position || known.containsKey(object.namespace())) {
        take(object);
      }
    }
    publish(object.namespace());
  }

  /**
   * A request deleted it.
   *
   * @param object as it was last
   */
  void deleted(DtabObject object) {
    synchronized (this) {
      Known now = known.get(object.namespace());
      if (now instanceof Known.Present(var present) && !present.uid().equals(object.uid())) {
        return; // another one has come since
      }
      known.put(object.namespace(), new Known.Gone(object.uid(), object.revision()));
    }
    publish(object.namespace());
  }

  /** The watch told of it. */
  void changed(DtabObject object) {
    synchronized (this) {
      position = Math.max(position, object.revision());
      take(object);
    }
    publish(object.namespace());
  }

  /**
   * The watch told of its end.
   *
   * @param object with the revision of the deletion
   */
  void removed(DtabObject object) {
    synchronized (this) {
      position = Math.max(position, object.revision());
      switch (known.get(object.namespace())) {
        case Known.Present(var present) when present.revision() > object.revision() -> {}
        case Known.Gone gone when !gone.uid().equals(object.uid()) -> {}
        case null, default -> known.remove(object.namespace());
      }
    }
    publish(object.namespace());
  }

  /**
   * All that there is.
   *
   * @param revision of the list
   */
  void listed(List<DtabObject> all, long revision) {
    Set<Namespace> touched;
    synchronized (this) {
      touched = new HashSet<>(known.keySet());
      if (revision < position) {
        // The counter has gone back: etcd was restored from a copy, and what is there counts.
        known.clear();
      }
      position = revision;
      var listed = new HashMap<Namespace, DtabObject>();
      all.forEach(object -> listed.put(object.namespace(), object));
      known
          .entrySet()
          .removeIf(
              entry -> !listed.containsKey(entry.getKey()) && isPast(entry.getValue(), revision));
      all.forEach(this::take);
      touched.addAll(listed.keySet());
    }
    if (loaded.getCount() > 0) {
      live.replace(states(), ABSENT);
      loaded.countDown();
    }
    touched.forEach(this::publish);
  }

  private static boolean isPast(Known known, long revision) {
    return switch (known) {
      case Known.Present(var object) -> object.revision() <= revision;
      case Known.Gone _ -> true;
    };
  }

  private void take(DtabObject object) {
    boolean isNews =
        switch (known.get(object.namespace())) {
          case null -> true;
          case Known.Present(var present) -> object.revision() > present.revision();
          case Known.Gone(var uid, long last) ->
              !object.uid().equals(uid) && object.revision() > last;
        };
    if (isNews) {
      known.put(object.namespace(), new Known.Present(object));
    }
  }

  private synchronized Map<Namespace, State<Optional<VersionedDtab>>> states() {
    var states = new HashMap<Namespace, State<Optional<VersionedDtab>>>();
    known.keySet().forEach(name -> state(name).ifPresent(state -> states.put(name, state)));
    return states;
  }

  private synchronized Optional<State<Optional<VersionedDtab>>> state(Namespace namespace) {
    return get(namespace).map(DtabObject::state);
  }

  private void publish(Namespace namespace) {
    live.compute(namespace, () -> state(namespace));
  }
}
