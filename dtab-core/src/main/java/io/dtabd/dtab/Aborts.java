package io.dtabd.dtab;

import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Empty;
import io.dtabd.dtab.NameTree.Fail;
import io.dtabd.dtab.NameTree.Leaf;
import io.dtabd.dtab.NameTree.Neg;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where an abort leads, from what the caller says of it and what stands in the table. */
final class Aborts {

  private Aborts() {}

  static NameTree<Path> old(NameTree<Path> now, Shift.Abort abort) throws ShiftException {
    if (abort.old().isPresent()) {
      return named(now, abort.to(), abort.old().get());
    }
    if (abort.to().isPresent()) {
      return Destination.without(now, abort.to().get())
          .orElseThrow(
              () ->
                  new ShiftException(
                      "the shift is cleaned up, so nothing in the table says where to go back to;"
                          + " see what was there in the history, and shift to that"));
    }
    return only(now);
  }

  /** What the caller names must be what the table says, or a part of it. */
  private static NameTree<Path> named(NameTree<Path> now, Optional<Path> to, NameTree<Path> old)
      throws ShiftException {
    if (now.equals(old)) {
      return now;
    }
    if (to.isPresent()) {
      NameTree<Path> found = Destination.without(now, to.get()).orElse(old);
      if (found.equals(old)) {
        return old;
      }
      throw new ShiftException(
          "without %s it leads to %s, not to %s; name one of them"
              .formatted(to.get().show(), NameTree.text(found), NameTree.text(old)),
          List.of(found));
    }
    Set<NameTree<Path>> readings = readings(now);
    if (readings.contains(old)) {
      return old;
    }
    List<NameTree<Path>> later = Destination.later(now);
    for (Weighted<Path> branch : Destination.branches(now)) {
      NameTree<Path> alone = Destination.followed(branch.tree(), later);
      if (branch.tree().equals(old) || alone.equals(old)) {
        return alone;
      }
    }
    if (!later.isEmpty() && Destination.alternatives(later).equals(old)) {
      return old;
    }
    throw new ShiftException(
        "%s is no part of where it leads, %s".formatted(NameTree.text(old), NameTree.text(now)),
        List.copyOf(readings));
  }

  /**
   * What is odd about an abort that finds nothing to do: a split is there, and not of the path that
   * the caller names. It may be done already, or the path is misspelt.
   */
  static Optional<String> warning(NameTree<Path> now, Shift.Abort abort) {
    List<Weighted<Path>> branches = Destination.branches(now);
    if (abort.to().isEmpty()
        || abort.old().isPresent()
        || branches.isEmpty()
        || Destination.holds(branches, abort.to().get())) {
      return Optional.empty();
    }
    return Optional.of(
        "still split: %s, and not to %s. To abort that shift, name the destination that it moves to"
            .formatted(NameTree.text(now), abort.to().get().show()));
  }

  private static NameTree<Path> only(NameTree<Path> now) throws ShiftException {
    return switch (now) {
      case Leaf<Path> _, Neg<Path> _, Fail<Path> _, Empty<Path> _ -> now;
      case Alt<Path> _, Union<Path> _ -> {
        List<NameTree<Path>> readings = List.copyOf(readings(now));
        if (readings.size() == 1) {
          yield readings.getFirst();
        }
        throw new ShiftException(
            "what is old in %s can be read in several ways; name it, or the destination that"
                    .formatted(NameTree.text(now))
                + " traffic was moved to",
            readings);
      }
    };
  }

  /**
   * Every destination that an abort could go back to: what remains without each path of a split,
   * and of alternatives the later ones, or all of them, where no shift is under way.
   */
  private static Set<NameTree<Path>> readings(NameTree<Path> now) {
    var readings = new LinkedHashSet<NameTree<Path>>();
    for (Weighted<Path> branch : Destination.branches(now)) {
      if (branch.tree() instanceof Leaf<Path>(var path)) {
        Destination.without(now, path).ifPresent(readings::add);
      }
    }
    if (now instanceof Alt<Path>(var trees)
        && !trees.isEmpty()
        && trees.getFirst() instanceof Leaf<Path>(var path)) {
      Destination.without(now, path).ifPresent(readings::add);
    }
    if (readings.isEmpty() || Destination.branches(now).isEmpty()) {
      readings.add(now);
    }
    return readings;
  }
}
