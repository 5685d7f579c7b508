package io.dtabd.admin;

import io.dtabd.live.State;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import java.util.Optional;
import java.util.SortedSet;

/** Whether this server is to be sent traffic: from the store's first answer until it stops. */
public final class Readiness {

  private final DtabStore store;
  private volatile boolean stopping;

  public Readiness(DtabStore store) {
    this.store = store;
  }

  /** From now on it is not ready, so that whoever balances load sends nothing new. */
  public void stop() {
    stopping = true;
  }

  /** Why it is not ready, for people; empty if it is. */
  Optional<String> obstacle() {
    if (stopping) {
      return Optional.of("the server is stopping");
    }
    return storeObstacle();
  }

  /** Why nothing is known of what the store holds; empty if something is. */
  Optional<String> storeObstacle() {
    return switch (store.namespaces().now()) {
      case State.Ok<SortedSet<Namespace>> _ -> Optional.empty();
      case State.Pending<SortedSet<Namespace>> _ ->
          Optional.of("the store has not answered yet; see the log for what it waits for");
      case State.Failed<SortedSet<Namespace>>(var reason) ->
          Optional.of("the store cannot be read: " + reason);
    };
  }
}
