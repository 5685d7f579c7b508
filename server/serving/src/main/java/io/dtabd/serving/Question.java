package io.dtabd.serving;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.store.Namespace;
import java.util.Comparator;
import java.util.Optional;

/**
 * What can be asked and watched. Equal questions share one answer.
 *
 * <p>Those with a path have an order, which nothing sorts by: a hash map needs it to find its way
 * among keys with one hash, and everybody can choose paths that have one.
 */
public sealed interface Question {

  /** The kinds of question, as operators see them. */
  enum Kind {
    BIND,
    RESOLVE,
    ADDR,
    DTAB,
    NAMESPACES,
    BOUND_NAMES
  }

  /**
   * What a path means.
   *
   * @param local the caller's own dtab, after that of the namespace
   */
  record Bind(Namespace namespace, Path path, Dtab local) implements Question, Comparable<Bind> {
    private static final Comparator<Bind> ORDER =
        Comparator.comparing(Bind::path, PathOrder.INSTANCE)
            .thenComparing(Bind::namespace)
            .thenComparing(bind -> bind.local().show());

    @Override
    public int compareTo(Bind that) {
      return ORDER.compare(this, that);
    }

    @Override
    public Kind kind() {
      return Kind.BIND;
    }

    @Override
    public Optional<Namespace> table() {
      return Optional.of(namespace);
    }
  }

  /**
   * The addresses of one leaf of what a path means.
   *
   * @param draw which leaf, from 0 to 1 exclusive; a watcher keeps its own
   */
  record Resolve(Namespace namespace, Path path, Dtab local, double draw)
      implements Question, Comparable<Resolve> {
    private static final Comparator<Resolve> ORDER =
        Comparator.comparing(Resolve::path, PathOrder.INSTANCE)
            .thenComparing(Resolve::namespace)
            .thenComparingDouble(Resolve::draw)
            .thenComparing(resolve -> resolve.local().show());

    @Override
    public int compareTo(Resolve that) {
      return ORDER.compare(this, that);
    }

    @Override
    public Kind kind() {
      return Kind.RESOLVE;
    }

    @Override
    public Optional<Namespace> table() {
      return Optional.of(namespace);
    }
  }

  /** The addresses of a bound id, whatever the namespace. */
  record Addresses(Path id) implements Question, Comparable<Addresses> {
    @Override
    public int compareTo(Addresses that) {
      return PathOrder.INSTANCE.compare(id, that.id);
    }

    @Override
    public Kind kind() {
      return Kind.ADDR;
    }

    @Override
    public Optional<Namespace> table() {
      return Optional.empty();
    }
  }

  /** The dtab of a namespace. */
  record DtabOf(Namespace namespace) implements Question {
    @Override
    public Kind kind() {
      return Kind.DTAB;
    }

    @Override
    public Optional<Namespace> table() {
      return Optional.of(namespace);
    }
  }

  /** Which namespaces there are. */
  record Namespaces() implements Question {
    @Override
    public Kind kind() {
      return Kind.NAMESPACES;
    }

    @Override
    public Optional<Namespace> table() {
      return Optional.empty();
    }
  }

  /** The ids that the namers can list. */
  record BoundNames() implements Question {
    @Override
    public Kind kind() {
      return Kind.BOUND_NAMES;
    }

    @Override
    public Optional<Namespace> table() {
      return Optional.empty();
    }
  }

  Kind kind();

  /** The namespace whose dtab the answer is computed from, if there is one. */
  Optional<Namespace> table();
}
