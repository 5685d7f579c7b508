package io.dtabd.serving;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.FairExecutor;
import io.dtabd.live.State;
import io.dtabd.naming.DelegateTree;
import io.dtabd.naming.Delegator;
import io.dtabd.naming.Namers;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Explains names. People ask for that, now and then, so nothing is shared or kept. */
public final class Delegations {

  private final DtabStore store;
  private final Delegator delegator;
  private final Derived.Setting setting;
  private final FairExecutor turns;

  public Delegations(DtabStore store, Namers namers, Derived.Setting setting) {
    this.store = store;
    this.delegator = new Delegator(namers);
    this.setting = setting;
    this.turns = new FairExecutor(setting.executor(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * How the paths of {@code tree} are delegated. To be closed by the caller. Those who ask about
   * one namespace take turns with those who ask about others.
   *
   * @param namespace whose dtab counts; without one {@code local} alone does
   * @param local follows the namespace's dtab, and so is asked first
   */
  public Delegation of(Optional<Namespace> namespace, Dtab local, NameTree<Path> tree) {
    Executor party = turns.of(namespace);
    var own = new Derived.Setting(party, setting.timer(), setting.linger(), setting.settle());
    var delegated =
        new Derived<DelegateTree>(
            own,
            reads ->
                switch (dtab(namespace, reads)) {
                  case State.Ok<Dtab>(var dtab) ->
                      delegator.delegate(dtab.concat(local), tree, reads);
                  case State.Pending<Dtab> _ -> State.pending();
                  case State.Failed<Dtab>(var reason) -> State.failed(reason);
                });
    return new Delegation(delegated, party);
  }

  /** A namespace that is not there has the empty dtab. */
  private State<Dtab> dtab(Optional<Namespace> namespace, Derived.Reads reads) {
    return namespace.isEmpty()
        ? State.ok(Dtab.EMPTY)
        : reads
            .read(store.dtab(namespace.get()))
            .map(found -> found.map(VersionedDtab::dtab).orElse(Dtab.EMPTY));
  }
}
