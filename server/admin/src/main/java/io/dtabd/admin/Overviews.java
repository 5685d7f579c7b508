package io.dtabd.admin;

import io.dtabd.admin.Overview.Row;
import io.dtabd.admin.Overview.StoreState;
import io.dtabd.live.State;
import io.dtabd.replicas.OtherAudiences;
import io.dtabd.serving.Propagation;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Looks at all namespaces and who watches them. */
final class Overviews {

  /** As many as a page can list; at some 250 bytes of JSON each, that is 2.5 MB. */
  static final int MAX_ROWS = 10_000;

  private final String storeKind;
  private final DtabStore store;
  private final Propagation propagation;
  private final ChangeTimes changeTimes;
  private final InstantSource clock;

  Overviews(
      String storeKind,
      DtabStore store,
      Propagation propagation,
      ChangeTimes changeTimes,
      InstantSource clock) {
    this.storeKind = storeKind;
    this.store = store;
    this.propagation = propagation;
    this.changeTimes = changeTimes;
    this.clock = clock;
  }

  /**
   * How it is now, of what this process knows: nobody is asked.
   *
   * @param others who watches on the other replicas, which were asked before
   */
  Overview now(OtherAudiences others) {
    State<SortedSet<Namespace>> names = store.namespaces().now();
    return new Overview(
        clock.instant(),
        new StoreState(storeKind, store.staleSince(), problem(names)),
        others.coverage(),
        names instanceof State.Ok<SortedSet<Namespace>>(var known)
            ? rows(known, others.sums())
            : Collections.emptySortedMap(),
        names instanceof State.Ok<SortedSet<Namespace>>(var known) ? known.size() : 0);
  }

  private static Optional<String> problem(State<SortedSet<Namespace>> names) {
    return switch (names) {
      case State.Ok<SortedSet<Namespace>> _ -> Optional.empty();
      case State.Pending<SortedSet<Namespace>> _ ->
          Optional.of("the store has not answered yet; the server's log says what it waits for");
      case State.Failed<SortedSet<Namespace>>(var reason) ->
          Optional.of("the store cannot be read: " + reason);
    };
  }

  private SortedMap<Namespace, Row> rows(
      SortedSet<Namespace> names, Map<Namespace, Propagation.Audience> others) {
    Map<Namespace, Propagation.Audience> audiences = propagation.audiences();
    var rows = new TreeMap<Namespace, Row>();
    for (Namespace name : names) {
      if (rows.size() == MAX_ROWS) {
        break;
      }
      Propagation.Audience here = audiences.getOrDefault(name, Propagation.Audience.NONE);
      Propagation.Audience elsewhere = others.getOrDefault(name, Propagation.Audience.NONE);
      row(name, here.plus(elsewhere)).ifPresent(row -> rows.put(name, row));
    }
    changeTimes.keep(rows.keySet());
    return rows;
  }

  /** Empty for one that was deleted a moment ago. */
  private Optional<Row> row(Namespace name, Propagation.Audience audience) {
    return switch (store.dtab(name).now()) {
      case State.Ok<Optional<VersionedDtab>>(var dtab) ->
          dtab.map(
              found ->
                  new Row(
                      found.dtab().dentries().size(),
                      Optional.of(found.version()),
                      changeTimes.of(name, found.version()),
                      Optional.empty(),
                      audience));
      case State.Pending<Optional<VersionedDtab>> _ ->
          Optional.of(withProblem("it has not been read yet", audience));
      case State.Failed<Optional<VersionedDtab>>(var reason) ->
          Optional.of(withProblem("not a dtab: " + reason, audience));
    };
  }

  private static Row withProblem(String problem, Propagation.Audience audience) {
    return new Row(0, Optional.empty(), Optional.empty(), Optional.of(problem), audience);
  }
}
