package io.dtabd.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.bench.suite.Scenario.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {

  private final Step step = Step.of("x.Program", "--runs 7", "--heap 128 --each --seconds 20");

  @Test
  void optionsReplaceThoseOfTheScenarioThatHaveTheSameName() {
    assertThat(step.command(true, List.of("--heap=512", "--only=a,b")))
        .containsExactly("--each", "--seconds", "20", "--heap=512", "--only=a,b");
    assertThat(step.command(true, List.of("--each")))
        .containsExactly("--heap", "128", "--seconds", "20", "--each");
  }

  @Test
  void withoutOptionsAStepIsAsTheScenarioSays() {
    assertThat(step.command(false, List.of())).containsExactly("--runs", "7");
    assertThat(step.command(true, List.of()))
        .containsExactly("--heap", "128", "--each", "--seconds", "20");
  }
}
