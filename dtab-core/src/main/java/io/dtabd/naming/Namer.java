package io.dtabd.naming;

import io.dtabd.dtab.DtabLint;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import java.util.Optional;
import java.util.Set;

/** Turns the paths under one prefix into name trees. */
public interface Namer {

  /** A leaf that a namer gives. */
  sealed interface Name {

    /** Look this up instead, in the dtab and the namers, from the start. */
    record Rewritten(Path path) implements Name {}

    /**
     * Settled here.
     *
     * @param id from the root, the namer's prefix included
     * @param residual what of the path was not used
     * @param addr pending until the addresses are known once; then the last known ones, whatever
     *     happens to the source
     */
    record Settled(Path id, Path residual, Live<Addr> addr) implements Name {}
  }

  /**
   * What {@code path} means: the whole path, the namer's prefix included. Equal paths give equal
   * live values. {@code Neg} if there is no such thing; pending only until that is known.
   */
  Live<NameTree<Name>> lookup(Path path);

  /**
   * What can be said of {@code path} for good: the whole path, the namer's prefix included, perhaps
   * with more to follow.
   */
  default DtabLint.End endOf(Path path) {
    return DtabLint.End.ASKED;
  }

  /** The ids of all that there is, for the namers that can list it. */
  default Optional<Live<Set<Path>>> boundNames() {
    return Optional.empty();
  }
}
