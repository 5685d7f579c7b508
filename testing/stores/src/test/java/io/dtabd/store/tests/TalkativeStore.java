package io.dtabd.store.tests;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.store.DtabStore;
import io.dtabd.store.ForwardingDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A store that tells every observer of every write, whether what it observes has changed or not.
 */
final class TalkativeStore extends ForwardingDtabStore {

  /**
   * Someone who observes.
   *
   * @param of the namespace that is observed, empty for the list of them
   */
  private record Listener(Optional<Namespace> of, Runnable onChange) {}

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  TalkativeStore(DtabStore behind) {
    super(behind);
  }

  /** Those of the namespace itself hear of it from the store super. */
  private void tellOthersThan(Namespace written) {
    for (Listener each : listeners) {
      if (!each.of().equals(Optional.of(written))) {
        each.onChange().run();
      }
    }
  }

  private <T> Live<T> talkative(Optional<Namespace> of, Live<T> live) {
    return new Live<>() {
      @Override
      public State<T> now() {
        return live.now();
      }

      @Override
      public Subscription observe(Runnable onChange) {
        var listener = new Listener(of, onChange);
        listeners.add(listener);
        Subscription subscription = live.observe(onChange);
        return () -> {
          listeners.remove(listener);
          subscription.close();
        };
      }
    };
  }

  @Override
  public Live<SortedSet<Namespace>> namespaces() {
    return talkative(Optional.empty(), super.namespaces());
  }

  @Override
  public Live<Optional<VersionedDtab>> dtab(Namespace namespace) {
    return talkative(Optional.of(namespace), super.dtab(namespace));
  }

  @Override
  public Version create(Namespace namespace, Dtab dtab) throws StoreException {
    Version version = super.create(namespace, dtab);
    tellOthersThan(namespace);
    return version;
  }

  @Override
  public Version update(Namespace namespace, Dtab dtab, Version expected) throws StoreException {
    Version version = super.update(namespace, dtab, expected);
    tellOthersThan(namespace);
    return version;
  }

  @Override
  public Version put(Namespace namespace, Dtab dtab) throws StoreException {
    Version version = super.put(namespace, dtab);
    tellOthersThan(namespace);
    return version;
  }

  @Override
  public void delete(Namespace namespace) throws StoreException {
    super.delete(namespace);
    tellOthersThan(namespace);
  }

  @Override
  public void delete(Namespace namespace, Version expected) throws StoreException {
    super.delete(namespace, expected);
    tellOthersThan(namespace);
  }
}
