package io.dtabd.naming;

import io.dtabd.dtab.DtabLint;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived.Reads;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.naming.Namer.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The namers of this server, each with the prefix of the paths that it is asked for: the configured
 * ones below {@code /#}, and the one that answers for everything below {@code /$}. No two prefixes
 * overlap, so at most one namer knows a path.
 */
public final class Namers {

  /** The first label of every path that a configured namer answers. */
  static final Label CONFIGURED = Label.of("#");

  /** The first label of every path that the system namer answers. */
  static final Label SYSTEM = Label.of("$");

  private static final Live<NameTree<Name>> NEG = Live.constant(State.ok(NameTree.neg()));

  private final Map<Path, Namer> configured;
  private final Namer system;

  /**
   * @param configured by whole prefix, as {@link #prefix} gives it
   * @param system what is asked for the paths below {@code /$}, in practice a {@link SystemNamer}
   * @throws IllegalArgumentException if a prefix is empty or begins with another one; the message
   *     names both
   */
  public Namers(Map<Path, Namer> configured, Namer system) {
    refuseOverlaps(configured.keySet());
    this.configured = Map.copyOf(configured);
    this.system = system;
  }

  /**
   * The whole prefix of the namer that is configured under {@code below}: {@code /#/io.l5d.fs} for
   * {@code /io.l5d.fs}.
   *
   * @throws IllegalArgumentException if {@code below} is empty
   */
  public static Path prefix(Path below) {
    if (below.isEmpty()) {
      throw new IllegalArgumentException(
          "a namer's prefix has at least one label, such as /io.l5d.fs; this one is empty");
    }
    return new Path(List.of(CONFIGURED)).concat(below);
  }

  /** What the namer that {@code path} belongs to says of it; {@code Neg} if it belongs to none. */
  public Live<NameTree<Name>> lookup(Path path) {
    if (path.isEmpty()) {
      return NEG;
    }
    if (path.label(0).equals(SYSTEM)) {
      return system.lookup(path);
    }
    if (path.label(0).equals(CONFIGURED)) {
      for (Map.Entry<Path, Namer> each : configured.entrySet()) {
        if (path.startsWith(each.getKey())) {
          return each.getValue().lookup(path);
        }
      }
    }
    return NEG;
  }

  /** What can be said for good of {@code path}, perhaps with more to follow. */
  public DtabLint.End endOf(Path path) {
    if (path.isEmpty()) {
      return DtabLint.End.ASKED;
    }
    if (path.label(0).equals(SYSTEM)) {
      return system.endOf(path);
    }
    if (!path.label(0).equals(CONFIGURED)) {
      return DtabLint.End.NOWHERE;
    }
    for (Map.Entry<Path, Namer> each : configured.entrySet()) {
      if (path.startsWith(each.getKey())) {
        return each.getValue().endOf(path);
      }
      if (each.getKey().startsWith(path)) {
        return DtabLint.End.ASKED; // what follows may name it
      }
    }
    return DtabLint.End.UNKNOWN_NAMER;
  }

  /**
   * The ids of what the namer at {@code prefix} knows; empty if it cannot list it, or there is
   * none.
   *
   * @param prefix the whole one
   */
  public Optional<Live<Set<Path>>> boundNames(Path prefix) {
    return Optional.ofNullable(configured.get(prefix)).flatMap(Namer::boundNames);
  }

  /**
   * The ids of everything that those namers know which can list it, in the order of their shown
   * form. A namer that is not ready is waited for as {@link Reads#mayWait} allows and then left
   * out, as is one that fails.
   */
  public State<List<Path>> boundNames(Reads reads) {
    var byShown = new TreeMap<String, Path>();
    boolean pending = false;
    for (Namer namer : configured.values()) {
      Optional<Live<Set<Path>>> names = namer.boundNames();
      if (names.isPresent()) {
        switch (reads.read(names.get())) {
          case State.Ok<Set<Path>>(var ids) -> ids.forEach(id -> byShown.put(id.show(), id));
          case State.Pending<Set<Path>> _ -> pending = true;
          case State.Failed<Set<Path>> _ -> {}
        }
      }
    }
    return pending && reads.mayWait() ? State.pending() : State.ok(List.copyOf(byShown.values()));
  }

  private static void refuseOverlaps(Set<Path> prefixes) {
    var seen = new ArrayList<Path>();
    for (Path prefix : prefixes) {
      if (prefix.size() < 2 || !prefix.label(0).equals(CONFIGURED)) {
        throw new IllegalArgumentException(
            "a namer's prefix is /# and at least one more label, this is " + prefix.show());
      }
      for (Path other : seen) {
        if (prefix.startsWith(other) || other.startsWith(prefix)) {
          throw new IllegalArgumentException(
              "the namer prefixes "
                  + other.show()
                  + " and "
                  + prefix.show()
                  + " overlap; give one of them another prefix");
        }
      }
      seen.add(prefix);
    }
  }
}
