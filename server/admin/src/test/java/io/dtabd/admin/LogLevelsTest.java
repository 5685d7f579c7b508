package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class LogLevelsTest {

  private final LoggerContext loggers = new LoggerContext();
  private final LogLevels levels = new LogLevels(loggers);

  @Test
  void levelThatIsSetAppliesToTheLoggerAndThoseBelow() {
    loggers.getLogger("a.b.c");
    levels.set("a.b", "warn");
    assertThat(levels.levels())
        .containsEntry("a.b", "WARN")
        .containsEntry("a.b.c", "WARN")
        .containsEntry("ROOT", "DEBUG");
  }

  @Test
  void unknownLoggerIsRefusedAndNotMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> levels.set("x.y", "INFO"))
        .withMessageContaining("there is no logger 'x.y'");
    assertThat(levels.levels()).doesNotContainKey("x.y");
  }

  @Test
  void unknownLevelIsRefusedWithTheKnownOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> levels.set("ROOT", "LOUD"))
        .withMessageContaining("'LOUD' is not a level; levels are TRACE, DEBUG");
  }
}
