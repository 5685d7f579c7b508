package io.dtabd.bench;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Endpoint;
import io.dtabd.naming.Interpreter;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;

/** Binding with a namer that has every service of the sample table, with two endpoints each. */
final class Binding {

  /** How many labels an id has, its namer's prefix included; the rest of a path is residual. */
  private static final int ID_LABELS = 4;

  private static final Derived.Reads READS =
      new Derived.Reads() {
        @Override
        public <A> State<A> read(Live<A> live) {
          return live.now();
        }

        @Override
        public boolean mayWait() {
          return true;
        }
      };

  private static final Live<Addr> ADDR =
      Live.constant(
          State.ok(
              new Addr.Bound(
                  Set.of(
                      new Endpoint(InetAddress.ofLiteral("10.0.0.1"), 8080),
                      new Endpoint(InetAddress.ofLiteral("10.0.0.2"), 8080)))));

  private static final Namer EVERY_SERVICE =
      path ->
          Live.constant(
              State.ok(
                  path.size() < ID_LABELS
                      ? NameTree.neg()
                      : NameTree.leaf(
                          new Namer.Name.Settled(
                              path.take(ID_LABELS), path.drop(ID_LABELS), ADDR))));

  static final Namers NAMERS =
      new Namers(
          Map.of(Path.read("/#/io.l5d.k8s"), EVERY_SERVICE),
          _ -> Live.constant(State.ok(NameTree.neg())));

  private static final Interpreter INTERPRETER = new Interpreter(NAMERS);

  private Binding() {}

  static State<NameTree<BoundName>> bind(Dtab dtab, Path path) {
    return INTERPRETER.bind(dtab, path, READS);
  }

  /** The bound tree of a path that has one. */
  static NameTree<BoundName> tree(Dtab dtab, Path path) {
    return switch (bind(dtab, path)) {
      case State.Ok<NameTree<BoundName>>(var tree) -> tree;
      case State.Pending<NameTree<BoundName>> _ -> throw new IllegalStateException("pending");
      case State.Failed<NameTree<BoundName>>(var reason) -> throw new IllegalStateException(reason);
    };
  }
}
