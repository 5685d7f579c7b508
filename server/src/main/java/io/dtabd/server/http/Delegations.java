package io.dtabd.server.http;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.Derived;
import io.dtabd.live.State;
import io.dtabd.naming.DelegateTree;
import io.dtabd.naming.Delegator;
import io.dtabd.naming.Namers;
import io.dtabd.store.DtabStore;
import io.dtabd.store.VersionedDtab;

/** Explains names. People ask for that, now and then, so nothing is shared or kept. */
final class Delegations {

  private final DtabStore store;
  private final Delegator delegator;
  private final Derived.Setting setting;

  Delegations(DtabStore store, Namers namers, Derived.Setting setting) {
    this.store = store;
    this.delegator = new Delegator(namers);
    this.setting = setting;
  }

  /** To be released by the caller. */
  Derived<DelegateTree> of(DelegateRequest asked) {
    return new Derived<>(
        setting,
        reads ->
            switch (dtab(asked, reads)) {
              case State.Ok<Dtab>(var dtab) -> delegator.delegate(dtab, asked.path(), reads);
              case State.Pending<Dtab> _ -> State.pending();
              case State.Failed<Dtab>(var reason) -> State.failed(reason);
            });
  }

  /** A namespace that is not there has the empty dtab. */
  private State<Dtab> dtab(DelegateRequest asked, Derived.Reads reads) {
    return asked.namespace().isEmpty()
        ? State.ok(asked.dtab())
        : reads
            .read(store.dtab(asked.namespace().get()))
            .map(found -> found.map(VersionedDtab::dtab).orElse(Dtab.EMPTY).concat(asked.dtab()));
  }
}
