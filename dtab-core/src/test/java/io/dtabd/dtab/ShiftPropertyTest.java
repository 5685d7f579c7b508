package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Shift.Abort;
import io.dtabd.dtab.Shift.CleanUp;
import io.dtabd.dtab.Shift.Finish;
import io.dtabd.dtab.Shift.Percent;
import io.dtabd.dtab.Shift.Share;
import io.dtabd.dtab.Shift.Shares;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for shifts of made-up destinations. */
class ShiftPropertyTest {

  private static final int SHIFTS = 20_000;
  private static final int CENTS = 10_000;
  private static final Path NEW = Path.read("/new");
  private static final Abort ABORT = new Abort(Optional.of(NEW), Optional.empty());

  private interface Property {
    void check(SplittableRandom random) throws ShiftException;
  }

  private static void always(Property property) {
    long first = Long.getLong("dtabd.seed", System.nanoTime());
    for (long seed = first; seed < first + SHIFTS; seed++) {
      try {
        property.check(new SplittableRandom(seed));
      } catch (ShiftException | AssertionError | RuntimeException e) {
        throw new AssertionError("again with -Ddtabd.seed=" + seed, e);
      }
    }
  }

  private static NameTree<Path> taken(Shift shift, NameTree<Path> now) throws ShiftException {
    NameTree<Path> next = shift.of(now).destination();
    // As it is written and read back.
    assertThat(NameTree.read(NameTree.text(next))).isEqualTo(next);
    return next;
  }

  @Test
  void anAbortGivesTheOldDestinationBackAfterAnySteps() {
    always(
        random -> {
          NameTree<Path> old = old(random);
          NameTree<Path> now = old;
          for (int steps = random.nextInt(6); steps > 0; steps--) {
            now = taken(random.nextInt(4) == 0 ? new Finish(NEW) : percent(random), now);
          }
          assertThat(taken(ABORT, now)).isEqualTo(old);
        });
  }

  @Test
  void everyStepTwiceIsThatStep() {
    always(
        random -> {
          NameTree<Path> now = old(random);
          List<Shift> steps =
              List.of(percent(random), new Finish(NEW), ABORT, new Finish(NEW), new CleanUp(NEW));
          for (Shift step : steps) {
            now = taken(step, now);
            assertThat(taken(step, now)).isEqualTo(now);
          }
        });
  }

  @Test
  void whatIsWrittenIsExactlyAHundred() {
    always(
        random -> {
          NameTree<Path> now = old(random);
          for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
            now = taken(percent(random), now);
            assertThat(sum(now)).isEqualByComparingTo("100");
          }
          now = taken(shares(random, 2 + random.nextInt(5)), now);
          assertThat(sum(now)).isEqualByComparingTo("100");
        });
  }

  /** The page puts the new destination anywhere, and keeps the alternatives after the split. */
  @Test
  void aSplitOfThePageGoesOnAndEndsWhereItBegan() {
    always(
        random -> {
          NameTree<Path> v1 = NameTree.leaf(Path.read("/v1"));
          BigDecimal given = cents(random);
          var fresh = new Share(NameTree.leaf(NEW), given);
          var rest = new Share(v1, Share.ALL.subtract(given));
          List<Share> both = random.nextInt(2) == 0 ? List.of(fresh, rest) : List.of(rest, fresh);
          NameTree<Path> began =
              random.nextInt(2) == 0
                  ? v1
                  : new Alt<>(List.of(v1, NameTree.leaf(Path.read("/web"))));
          NameTree<Path> now = taken(new Shares(both, Optional.empty()), began);
          for (int steps = random.nextInt(4); steps > 0; steps--) {
            now = taken(percent(random), now);
          }
          if (random.nextInt(3) == 0) {
            now = taken(new Finish(NEW), now);
          }
          assertThat(taken(ABORT, now)).isEqualTo(began);
        });
  }

  /**
   * Of two shares there is one new destination, which the abort may name; of more there is none.
   */
  @Test
  void theOldDestinationThatSharesReturnIsWhereAnAbortLeads() {
    always(
        random -> {
          NameTree<Path> before = old(random);
          NameTree<Path> old = random.nextInt(2) == 0 ? first(before) : old(random);
          List<Share> shares =
              random.nextInt(2) == 0 ? newAndOld(random, old) : shares(random, 3).shares();
          Shift.Outcome outcome = new Shares(shares, Optional.of(old)).of(before);
          NameTree<Path> back = outcome.old().orElseThrow();
          assertThat(taken(new Abort(Optional.empty(), outcome.old()), outcome.destination()))
              .isEqualTo(back);
          if (shares.size() == 2) {
            assertThat(taken(new Abort(Optional.of(NEW), outcome.old()), outcome.destination()))
                .isEqualTo(back);
          }
        });
  }

  /** Of alternatives, that which traffic goes to. */
  private static NameTree<Path> first(NameTree<Path> tree) {
    return tree instanceof Alt<Path>(var trees) ? trees.getFirst() : tree;
  }

  private static List<Share> newAndOld(SplittableRandom random, NameTree<Path> old) {
    BigDecimal given = random.nextInt(4) == 0 ? Share.ALL : cents(random);
    var fresh = new Share(NameTree.leaf(NEW), given);
    var rest = new Share(old, Share.ALL.subtract(given));
    return random.nextInt(2) == 0 ? List.of(fresh, rest) : List.of(rest, fresh);
  }

  @Test
  void anAbortWithoutAWordNeverGoesWhereOneWithAWordWouldNot() {
    always(
        random -> {
          NameTree<Path> now = taken(percent(random), old(random));
          try {
            NameTree<Path> back =
                new Abort(Optional.empty(), Optional.empty()).of(now).destination();
            assertThat(back).isEqualTo(taken(ABORT, now));
          } catch (ShiftException e) {
            assertThat(e.candidates()).contains(taken(ABORT, now)).hasSizeGreaterThan(1);
          }
        });
  }

  /** Of the split that comes first. */
  private static BigDecimal sum(NameTree<Path> tree) {
    NameTree<Path> first =
        tree instanceof Alt<Path>(var trees) && trees.getFirst() instanceof Union<Path>
            ? trees.getFirst()
            : tree;
    if (!(first instanceof Union<Path>(var branches))) {
      throw new AssertionError("no split: " + NameTree.text(tree));
    }
    return branches.stream()
        .map(Weighted::weight)
        .map(BigDecimal::valueOf)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Shares shares(SplittableRandom random, int count) {
    var shares = new ArrayList<Share>();
    int left = CENTS;
    for (int i = 0; i < count; i++) {
      int part = i == count - 1 ? left : 1 + random.nextInt(left - (count - i) + 1);
      left -= part;
      shares.add(new Share(NameTree.leaf(Path.of("s" + i)), BigDecimal.valueOf(part, 2)));
    }
    return new Shares(shares, Optional.empty());
  }

  private static Percent percent(SplittableRandom random) {
    return new Percent(NEW, cents(random));
  }

  private static BigDecimal cents(SplittableRandom random) {
    return BigDecimal.valueOf(1 + random.nextInt(CENTS - 1), 2);
  }

  /** What begins neither with a split nor with the new destination. */
  private static NameTree<Path> old(SplittableRandom random) {
    return NameTree.read(
        switch (random.nextInt(7)) {
          case 0 -> "~";
          case 1 -> "$ | /a";
          case 2 -> "/a | /new";
          case 3 -> "/a | /b | /c";
          case 4 -> "/a | 0.125 * /b & 3 * (/c | ~)";
          default -> "/old/" + random.nextInt(9);
        });
  }
}
