package io.dtabd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.cli.ShiftStep.Abort;
import io.dtabd.cli.ShiftStep.CleanUp;
import io.dtabd.cli.ShiftStep.Finish;
import io.dtabd.cli.ShiftStep.Percent;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShiftStepTest {

  private static final Path NEW = Path.read("/new");

  private static ShiftStep step(String name) {
    return switch (name) {
      case "finish" -> new Finish();
      case "abort" -> new Abort();
      case "clean-up" -> new CleanUp();
      default -> new Percent(new BigDecimal(name));
    };
  }

  private static String take(String step, String now) throws FailedCommand {
    return NameTree.text(step(step).of(NameTree.read(now), NEW));
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
  void leadsWhereItShould(String step, String now, String next) throws FailedCommand {
    assertThat(take(step, now)).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10", "finish", "abort"})
  void aStepTwiceIsThatStep(String step) throws FailedCommand {
    String once = take(step, "/a | /b");
    assertThat(take(step, once)).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/old", "/a | /b", "~", "$ | /a", "(1 * /a & 2 * /b) | /c", "/a | /new"})
  void anAbortPutsBackExactlyWhatWasThere(String old) throws FailedCommand {
    for (List<String> way :
        List.of(List.of("10"), List.of("10", "50"), List.of("10", "finish"), List.of("finish"))) {
      String now = old;
      for (String step : way) {
        now = take(step, now);
      }
      assertThat(NameTree.read(take("abort", now))).isEqualTo(NameTree.read(old));
    }
  }

  @Test
  void aShiftInsideAnotherIsRefused() {
    for (String step : List.of("10", "finish")) {
      assertThatThrownBy(() -> take(step, "10 * /other & 90 * /old"))
          .hasMessageContaining("split already: 10 * /other & 90 * /old")
          .hasMessageContaining("finish or abort it first");
    }
  }

  @Test
  void cleaningUpBeforeTheEndIsRefused() {
    assertThatThrownBy(() -> take("clean-up", "10 * /new & 90 * /old"))
        .hasMessageContaining("first: --finish");
    assertThatThrownBy(() -> take("clean-up", "/old")).hasMessageContaining("first: --finish");
  }

  @Test
  void aPartOfWhatHasAllAndAnAbortAfterCleaningUpAreRefused() {
    assertThatThrownBy(() -> take("10", "/new")).hasMessage("/new has all of it already");
    assertThatThrownBy(() -> take("abort", "/new")).hasMessageContaining("nothing to go back to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "100", "-1", "100.5", "0.001", "1E+3"})
  void whatIsNoPartIsRefused(String percent) {
    assertThatThrownBy(() -> step(percent)).hasMessageContaining("more than 0 and less than 100");
  }
}
