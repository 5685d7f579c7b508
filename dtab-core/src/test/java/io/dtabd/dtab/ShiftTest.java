package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.dtab.Shift.Abort;
import io.dtabd.dtab.Shift.CleanUp;
import io.dtabd.dtab.Shift.Finish;
import io.dtabd.dtab.Shift.Percent;
import io.dtabd.dtab.Shift.Share;
import io.dtabd.dtab.Shift.Shares;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShiftTest {

  private static final Path NEW = Path.read("/new");

  private static Shift step(String name) {
    return switch (name) {
      case "finish" -> new Finish(NEW);
      case "abort" -> new Abort(Optional.of(NEW), Optional.empty());
      case "clean-up" -> new CleanUp(NEW);
      default -> new Percent(NEW, new BigDecimal(name));
    };
  }

  private static String take(Shift shift, String now) throws ShiftException {
    return NameTree.text(shift.of(NameTree.read(now)).destination());
  }

  private static String take(String step, String now) throws ShiftException {
    return take(step(step), now);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "10       -> /old                        -> 10 * /new & 90 * /old",
        "0.25     -> /old                        -> 0.25 * /new & 99.75 * /old",
        "50       -> 10 * /new & 90 * /old       -> 50 * /new & 50 * /old",
        "10       -> /old | /older               -> 10 * /new & 90 * (/old | /older)",
        "10       -> /new | /old                 -> 10 * /new & 90 * /old",
        "10       -> /old | /new                 -> 10 * /new & 90 * (/old | /new)",
        "20       -> 1 * /new & 3 * /a & 6 * /b  -> 20 * /new & 80 * (3 * /a & 6 * /b)",
        "10       -> ~                           -> 10 * /new & 90 * ~",
        "finish   -> 10 * /new & 90 * /old       -> /new | /old",
        "finish   -> 9 * /old & /new             -> /new | /old",
        "finish   -> /old                        -> /new | /old",
        "finish   -> 10 * /new & 90 * (/b | /a)  -> /new | (/b | /a)",
        "finish   -> /new                        -> /new",
        "clean-up -> /new | /old                 -> /new",
        "clean-up -> /new | /b | /a              -> /new",
        "clean-up -> /new                        -> /new",
        "abort    -> 10 * /new & 90 * /old       -> /old",
        "abort    -> 10 * /new & 90 * (/b | /a)  -> /b | /a",
        "abort    -> 1 * /a & 1 * /new & 2 * /b  -> /a & 2 * /b",
        "abort    -> /new | /old                 -> /old",
        "abort    -> /new | /b | /a              -> /b | /a",
        "abort    -> /new | (/b | /a)            -> /b | /a",
        "abort    -> /old                        -> /old",
        "abort    -> 1 * /a & 2 * /b             -> /a & 2 * /b",
      })
  void leadsWhereItShould(String step, String now, String next) throws ShiftException {
    assertThat(take(step, now)).isEqualTo(next);
  }

  /** The page puts a new target last and splits the first alternative. */
  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "50       -> 90 * /old & 10 * /new         -> 50 * /old & 50 * /new",
        "50       -> 90 * /old & 10 * /new | /web  -> 50 * /old & 50 * /new | /web",
        "finish   -> 90 * /old & 10 * /new | /web  -> /new | (/old | /web)",
        "clean-up -> /new | (/old | /web)          -> /new",
        "abort    -> 90 * /old & 10 * /new | /web  -> /old | /web",
        "abort    -> /new | (/old | /web)          -> /old | /web",
        "20       -> 3 * /a & 6 * /b & 1 * /new | /w -> 20 * /new & 80 * (3 * /a & 6 * /b) | /w",
      })
  void aSplitOfThePageGoesOn(String step, String now, String next) throws ShiftException {
    assertThat(take(step, now)).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "finish", "abort"})
  void aStepTwiceIsThatStep(String step) throws ShiftException {
    String once = take(step, "/a | /b");
    assertThat(take(step, once)).isEqualTo(once);
  }

  @Test
  void aShiftInsideAnotherIsRefusedWithWhatIsThere() {
    for (String step : List.of("10", "finish")) {
      for (String now : List.of("10 * /other & 90 * /old", "10 * /other & 90 * /old | /web")) {
        assertThatThrownBy(() -> take(step, now))
            .hasMessageContaining("split already, and not to /new: " + now)
            .hasMessageContaining("finish or abort it first")
            .asInstanceOf(InstanceOfAssertFactories.type(ShiftException.class))
            .extracting(ShiftException::candidates)
            .isEqualTo(List.of(NameTree.read("/other"), NameTree.read("/old")));
      }
    }
  }

  @Test
  void cleaningUpBeforeTheEndIsRefused() {
    assertThatThrownBy(() -> take("clean-up", "10 * /new & 90 * /old"))
        .hasMessageContaining("finish it first");
    assertThatThrownBy(() -> take("clean-up", "/old")).hasMessageContaining("finish it first");
  }

  @Test
  void aPartOfWhatHasAllAndAnAbortAfterCleaningUpAreRefused() {
    assertThatThrownBy(() -> take("10", "/new")).hasMessage("/new has all of it already");
    assertThatThrownBy(() -> take("abort", "/new")).hasMessageContaining("where to go back to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "100", "-1", "100.5", "0.001", "1E+3", "1E+999999", "1E-999999"})
  void whatIsNoPartIsRefused(String percent) {
    assertThatThrownBy(() -> step(percent)).hasMessageContaining("more than 0 and less than 100");
  }

  private static String abort(String now, String old) throws ShiftException {
    return take(new Abort(Optional.empty(), Optional.of(NameTree.read(old))), now);
  }

  private static String abort(String now) throws ShiftException {
    return take(new Abort(Optional.empty(), Optional.empty()), now);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "10 * /new & 90 * (/a | /b)       -> /a | /b",
        "10 * /new & 90 * (/a | /b) | /w  -> (/a | /b) | /w",
        "/old                             -> /old",
        "~                                -> ~",
      })
  void anAbortWithoutAWordIsTakenWhereItHasOneReading(String now, String next)
      throws ShiftException {
    assertThat(abort(now)).isEqualTo(next);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "10 * /new & 90 * /old  -> /old ; /new",
        "/a & /b & /c           -> /b & /c ; /a & /c ; /a & /b",
        "/new | /old            -> /old ; /new | /old",
        "9 * /a & 1 * /b | /w   -> /b | /w ; /a | /w",
      })
  void anAbortThatCanBeReadInSeveralWaysIsRefusedWithThem(String now, String candidates) {
    assertThatThrownBy(() -> abort(now))
        .hasMessageContaining("several ways")
        .asInstanceOf(InstanceOfAssertFactories.type(ShiftException.class))
        .extracting(e -> e.candidates().stream().map(NameTree::text).toList())
        .isEqualTo(Arrays.asList(candidates.split(" ; ")));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "10 * /new & 90 * /old            -> /old    -> /old",
        "10 * /new & 90 * /old            -> /new    -> /new",
        "/a & /b & /c                     -> /b      -> /b",
        "/a & /b & /c                     -> /a & /b -> /a & /b",
        "9 * /a & 1 * /b | /w             -> /a      -> /a | /w",
        "9 * /a & 1 * /b | /w             -> /a | /w -> /a | /w",
        "/a & /b & /c | /w                -> /b | /w -> /b | /w",
        "/b & /c | /a | /w                -> /a | /w -> /a | /w",
        "/new | /old                      -> /old    -> /old",
        "/old                             -> /old    -> /old",
      })
  void anAbortGoesBackToWhatItNames(String now, String old, String next) throws ShiftException {
    assertThat(abort(now, old)).isEqualTo(next);
  }

  @Test
  void anAbortToWhatIsNotThereIsRefused() {
    assertThatThrownBy(() -> abort("10 * /new & 90 * /old", "/odl"))
        .hasMessageContaining("/odl is no part of where it leads");
    var both = new Abort(Optional.of(NEW), Optional.of(NameTree.read("/odl")));
    assertThatThrownBy(() -> take(both, "10 * /new & 90 * /old"))
        .hasMessageContaining("it leads to /old, not to /odl");
  }

  /** It may have been aborted before, so it is no error. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "10 * /wen & 90 * /old      -> still split: 10 * /wen & 90 * /old, and not to /new.",
        "10 * /wen & 90 * /old | /w -> still split: 10 * /wen & 90 * /old | /w, and not to /new.",
      })
  void anAbortOfWhatIsNotInTheSplitWarns(String now, String warning) throws ShiftException {
    Shift.Outcome outcome = step("abort").of(NameTree.read(now));
    assertThat(outcome.destination()).isEqualTo(NameTree.read(now));
    assertThat(outcome.warning().orElseThrow()).startsWith(warning);
  }

  @Test
  void anAbortOfWhatIsThereAndOneThatIsDoneWarnOfNothing() throws ShiftException {
    for (String now : List.of("10 * /new & 90 * /old", "/new | /old", "/old", "/b | /a")) {
      assertThat(step("abort").of(NameTree.read(now)).warning()).isEmpty();
    }
    NameTree<Path> split = NameTree.read("/a & /b");
    var named = new Abort(Optional.of(NEW), Optional.of(split));
    assertThat(named.of(split).warning()).isEmpty();
  }

  @Test
  void anAbortAfterCleaningUpGoesWhereItIsTold() throws ShiftException {
    var both = new Abort(Optional.of(NEW), Optional.of(NameTree.read("/old")));
    assertThat(take(both, "/new")).isEqualTo("/old");
  }

  /**
   * @param shares such as {@code 75 /a, 25 /b}
   */
  private static Shares shares(String shares, Optional<String> old) {
    return new Shares(
        Arrays.stream(shares.split(", "))
            .map(share -> share.split(" ", 2))
            .map(share -> new Share(NameTree.read(share[1]), new BigDecimal(share[0])))
            .toList(),
        old.map(NameTree::read));
  }

  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "/a                    -> 75 /a, 25 /b               -> 75 * /a & 25 * /b",
        "/a | /web             -> 75 /a, 25 /b               -> 75 * /a & 25 * /b | /web",
        "9 * /a & 1 * /b | /w  -> 0 /a, 100 /b               -> /b | /w",
        "/new | /old           -> 33.34 /new, 66.66 /old     -> 33.34 * /new & 66.66 * /old",
        "/a & /b               -> 20 /a, 30 /b, 50 (/c | /d) -> 20 * /a & 30 * /b & 50 * (/c | /d)",
      })
  void sharesAreGivenAsTheyAreAsked(String now, String shares, String next) throws ShiftException {
    assertThat(take(shares(shares, Optional.empty()), now)).isEqualTo(next);
  }

  @Test
  void anOldDestinationWithoutAShareStaysToFallBackTo() throws ShiftException {
    Shares all = shares("100 /new, 0 /old", Optional.of("/old"));
    assertThat(take(all, "10 * /new & 90 * /old")).isEqualTo("/new | /old");
    assertThat(take(all, "/new | /old")).isEqualTo("/new | /old");
    assertThat(take(shares("10 /new, 90 /old", Optional.of("/old")), "/new | /old"))
        .isEqualTo("10 * /new & 90 * /old");
  }

  @Test
  void theOldDestinationOfSharesIsWhereAnAbortLeads() throws ShiftException {
    Shares split = shares("75 /a, 25 /b", Optional.of("/a"));
    Shift.Outcome outcome = split.of(NameTree.read("/a | /web"));
    assertThat(outcome.old().map(NameTree::text)).contains("/a | /web");
    var abort = new Abort(Optional.of(Path.read("/b")), outcome.old());
    assertThat(abort.of(outcome.destination()).destination()).isEqualTo(NameTree.read("/a | /web"));
  }

  @Test
  void sharesThatAreNoSplitAreRefused() {
    assertThatThrownBy(() -> shares("50 /a, 49.99 /b", Optional.empty()))
        .hasMessageContaining("100 percent together, not 99.99");
    assertThatThrownBy(() -> shares("50 /a, 50 /a", Optional.empty()))
        .hasMessageContaining("/a has two shares");
    assertThatThrownBy(() -> shares("33.333 /a, 66.667 /b", Optional.empty()))
        .hasMessageContaining("at most two decimals, not 33.333");
    assertThatThrownBy(() -> shares("101 /a, -1 /b", Optional.empty()))
        .hasMessageContaining("from 0 to 100");
  }

  @Test
  void theLastDentryOfAPrefixMovesAndTheOthersAreCounted() throws ShiftException {
    Dtab dtab = Dtab.read("/a => /x ; # kept\n/a => /y ; /b => /z");
    ShiftedDtab shifted = ShiftedDtab.of(dtab, Prefix.read("/a"), step("finish"));
    assertThat(shifted.dtab().text()).isEqualTo("/a => /x ; # kept\n/a => /new | /y ; /b => /z");
    assertThat(shifted.before().text()).isEqualTo("/a => /y");
    assertThat(shifted.after().text()).isEqualTo("/a => /new | /y");
    assertThat(shifted.dentries()).isEqualTo(2);
    assertThat(ShiftedDtab.of(shifted.dtab(), Prefix.read("/a"), step("finish")).isChange())
        .isFalse();
  }

  @Test
  void aPrefixWithoutADentryIsRefused() {
    assertThatThrownBy(
            () -> ShiftedDtab.of(Dtab.read("/b => /z"), Prefix.read("/a"), step("finish")))
        .hasMessageContaining("no dentry for /a");
  }
}
