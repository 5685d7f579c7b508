package io.dtabd.dtab;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A table in which a step of a shift was taken. Of the dentries with one prefix the last is asked
 * first, so that is the one which moves.
 *
 * @param before the dentry as it was
 * @param after the dentry as it is in {@code dtab}
 * @param old where an abort would lead from there; empty if that is not known
 * @param dentries how many dentries have the prefix
 * @param warning what the caller should look at, though the step is taken
 */
public record ShiftedDtab(
    Dtab dtab,
    Dentry before,
    Dentry after,
    Optional<NameTree<Path>> old,
    int dentries,
    Optional<String> warning) {

  /** Whether the step was not done already. */
  public boolean isChange() {
    return !before.equals(after);
  }

  /** The dentry of {@code dtab} that a shift of {@code prefix} moves. */
  public static Optional<Dentry> dentry(Dtab dtab, Prefix prefix) {
    OptionalInt index = indexOf(dtab, prefix);
    return index.isPresent()
        ? Optional.of(dtab.dentries().get(index.getAsInt()))
        : Optional.empty();
  }

  /**
   * Takes a step.
   *
   * @throws ShiftException if no dentry has the prefix, or the step cannot be taken from where it
   *     leads
   */
  public static ShiftedDtab of(Dtab dtab, Prefix prefix, Shift shift) throws ShiftException {
    int index =
        indexOf(dtab, prefix)
            .orElseThrow(
                () ->
                    new ShiftException(
                        "the table has no dentry for %s; add one that says where it leads now"
                            .formatted(prefix.show())));
    Dentry before = dtab.dentries().get(index);
    Shift.Outcome outcome = shift.of(before.dst());
    var after = new Dentry(prefix, outcome.destination());
    int dentries =
        (int) dtab.dentries().stream().filter(each -> each.prefix().equals(prefix)).count();
    return new ShiftedDtab(
        after.equals(before) ? dtab : dtab.withDestination(index, after.dst()),
        before,
        after,
        outcome.old(),
        dentries,
        outcome.warning());
  }

  private static OptionalInt indexOf(Dtab dtab, Prefix prefix) {
    for (int i = dtab.dentries().size() - 1; i >= 0; i--) {
      if (dtab.dentries().get(i).prefix().equals(prefix)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
