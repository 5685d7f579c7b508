package io.dtabd.dtab;

import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Leaf;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One step of moving traffic from where a dentry leads to somewhere else.
 *
 * <p>All that is known of a shift stands in the destination itself, so nothing can be lost between
 * the steps, and each is a pure function that gives the same again. What remains of the destination
 * without the new path is the old one:
 *
 * <pre>
 * OLD                      before
 * 10 * /new &amp; 90 * OLD    under way
 * /new | OLD               finished, with the old one to fall back to
 * /new                     cleaned up: from here on OLD is forgotten
 * </pre>
 *
 * <p>A split may have alternatives after it, {@code 10 * /new & 90 * /old | /later}; they stay.
 */
public sealed interface Shift {

  /** A part of the traffic goes to {@code to}, the rest as it went before. */
  record Percent(Path to, BigDecimal percent) implements Shift {

    /**
     * @throws IllegalArgumentException if {@code percent} is no part, or has too many decimals
     */
    public Percent {
      if (percent.signum() <= 0
          || percent.compareTo(Share.ALL) >= 0
          || !Share.isWritable(percent)) {
        throw new IllegalArgumentException(
            "percent must be more than 0 and less than 100, with at most two decimals, not %s;"
                    .formatted(Share.shown(percent))
                + " to give it all, finish the shift; to give it nothing, abort the shift");
      }
    }
  }

  /** All of it goes to {@code to}, and as before while there is nothing at that. */
  record Finish(Path to) implements Shift {}

  /** After {@link Finish}: the old destination is no longer needed. */
  record CleanUp(Path to) implements Shift {}

  /**
   * All of it goes as before.
   *
   * @param to what traffic was moved to; without it and {@code old}, there must be one reading
   * @param old what it is to go back to
   */
  record Abort(Optional<Path> to, Optional<NameTree<Path>> old) implements Shift {}

  /**
   * Each destination gets its share, whatever it had before. One with a share of 0 is left out:
   * with a weight of 0 it would get everything once the others are gone.
   *
   * @param shares together 100 percent
   * @param old the old destination; with a share of 0 it stays as what to fall back to
   */
  record Shares(List<Share> shares, Optional<NameTree<Path>> old) implements Shift {

    /**
     * @throws IllegalArgumentException if they are not 100 percent together, or one comes twice
     */
    public Shares {
      shares = List.copyOf(shares);
      BigDecimal sum = shares.stream().map(Share::percent).reduce(BigDecimal.ZERO, BigDecimal::add);
      if (sum.compareTo(Share.ALL) != 0) {
        throw new IllegalArgumentException(
            "shares must be 100 percent together, not " + Share.shown(sum));
      }
      Set<NameTree<Path>> seen = new HashSet<>();
      for (Share share : shares) {
        if (!seen.add(share.destination())) {
          throw new IllegalArgumentException(
              NameTree.text(share.destination()) + " has two shares; give each destination one");
        }
      }
    }
  }

  /** So much of the traffic for one destination. */
  record Share(NameTree<Path> destination, BigDecimal percent) {

    static final BigDecimal ALL = new BigDecimal(100);

    /** Proxies are sent weights with two decimals. */
    private static final int MAX_DECIMALS = 2;

    /** How much of a number an error shows: a number can have as many digits as a request. */
    private static final int SHOWN_DIGITS = 20;

    /**
     * @throws IllegalArgumentException if {@code percent} is none, or has too many decimals
     */
    public Share {
      if (percent.signum() < 0 || percent.compareTo(ALL) > 0 || !isWritable(percent)) {
        throw new IllegalArgumentException(
            "the share of %s must be from 0 to 100, with at most two decimals, not %s"
                .formatted(NameTree.text(destination), shown(percent)));
      }
    }

    static boolean isWritable(BigDecimal percent) {
      // Of a number with a large exponent, the digits are never written out.
      return percent.precision() - percent.scale() <= SHOWN_DIGITS
          && percent.stripTrailingZeros().scale() <= MAX_DECIMALS;
    }

    static String shown(BigDecimal number) {
      String text = number.toString();
      return text.length() <= SHOWN_DIGITS ? text : text.substring(0, SHOWN_DIGITS) + "...";
    }

    private Weighted<Path> branch() {
      return new Weighted<>(percent.doubleValue(), destination);
    }
  }

  /**
   * Where a dentry is to lead.
   *
   * @param destination equal to the present one if the step is done already
   * @param old where an abort would lead from there; empty if that is not known
   * @param warning what the caller should look at, though the step is taken
   */
  record Outcome(
      NameTree<Path> destination, Optional<NameTree<Path>> old, Optional<String> warning) {

    Outcome(NameTree<Path> destination, Optional<NameTree<Path>> old) {
      this(destination, old, Optional.empty());
    }
  }

  /**
   * @param now where the dentry leads
   * @throws ShiftException if the step cannot be taken from there
   */
  default Outcome of(NameTree<Path> now) throws ShiftException {
    return switch (this) {
      case Percent(var to, var percent) -> {
        NameTree<Path> old =
            Destination.without(now, to)
                .orElseThrow(() -> new ShiftException(to.show() + " has all of it already"));
        checkUnsplit(now, to);
        yield new Outcome(Destination.split(now, to, percent, old), Optional.of(old));
      }
      case Finish(var to) -> {
        Optional<NameTree<Path>> old = Destination.without(now, to);
        if (old.isEmpty()) {
          yield new Outcome(NameTree.leaf(to), old);
        }
        checkUnsplit(now, to);
        yield new Outcome(new Alt<>(List.of(NameTree.leaf(to), old.get())), old);
      }
      case CleanUp(var to) -> {
        if (Destination.without(now, to).isPresent() && !Destination.isFinished(now, to)) {
          throw new ShiftException(
              "the shift is not finished: it leads to %s; finish it first"
                  .formatted(NameTree.text(now)));
        }
        yield new Outcome(NameTree.leaf(to), Optional.empty());
      }
      case Abort abort -> {
        NameTree<Path> old = Aborts.old(now, abort);
        yield new Outcome(old, Optional.of(old), Aborts.warning(now, abort));
      }
      case Shares shares -> shared(now, shares);
    };
  }

  private static Outcome shared(NameTree<Path> now, Shares shares) {
    var used = new ArrayList<Weighted<Path>>();
    var gone = new HashSet<NameTree<Path>>();
    for (Share share : shares.shares()) {
      gone.add(share.destination());
      if (share.percent().signum() > 0) {
        used.add(share.branch());
      }
    }
    var trees = new ArrayList<NameTree<Path>>();
    trees.add(used.size() == 1 ? used.getFirst().tree() : new Union<>(used));
    shares
        .old()
        .filter(old -> used.stream().noneMatch(branch -> branch.tree().equals(old)))
        .ifPresent(
            old -> {
              gone.add(old);
              trees.add(old);
            });
    List<NameTree<Path>> later =
        Destination.later(now).stream().filter(tree -> !gone.contains(tree)).toList();
    trees.addAll(later);
    return new Outcome(
        Destination.alternatives(trees), shares.old().map(old -> Destination.followed(old, later)));
  }

  /** Two shifts of one dentry inside each other could not be aborted one by one. */
  private static void checkUnsplit(NameTree<Path> now, Path to) throws ShiftException {
    List<Weighted<Path>> branches = Destination.branches(now);
    if (!branches.isEmpty() && !Destination.holds(branches, to)) {
      throw new ShiftException(
          "it is split already, and not to %s: %s. If that is another shift under way, finish or"
                  .formatted(to.show(), NameTree.text(now))
              + " abort it first; else give every destination its share",
          branches.stream()
              .map(Weighted::tree)
              .filter(tree -> tree instanceof Leaf<Path>)
              .toList());
    }
  }
}
