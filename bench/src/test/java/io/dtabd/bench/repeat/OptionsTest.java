package io.dtabd.bench.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.bench.repeat.Options.Action;
import io.dtabd.bench.repeat.Options.Extent;
import io.dtabd.bench.repeat.Options.Selection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  @Test
  void firstNumberIsHowOften() {
    Options options = Options.parse("50", "-load", "4", "ServicePathTest", "A#b");

    assertThat(options.extent()).isEqualTo(new Extent.Repetitions(50));
    assertThat(options.load()).isEqualTo(4);
    assertThat(options.tests()).isEqualTo(List.of("ServicePathTest", "A#b"));
  }

  @Test
  void timeReplacesTheNumber() {
    Options options = Options.parse("--for", "10m", "--peers", "--limit", "90s");

    assertThat(options.extent()).isEqualTo(new Extent.Time(Duration.ofMinutes(10)));
    assertThat(options.limit()).isEqualTo(Duration.ofSeconds(90));
    assertThat(options.selection()).isEqualTo(Selection.PEERS);
  }

  @Test
  void listNeedsNoNumber() {
    assertThat(Options.parse("--peers", "--list").action()).isEqualTo(Action.LIST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "ATest",
        "0 ATest",
        "5 -j 0 ATest",
        "5 ATest --load",
        "5 ATest --load four",
        "5 ATest --wat",
        "5 --peers ATest",
        "--for 10 ATest",
        "--for 25h ATest",
        "--for 10m 5 ATest",
        "5 ATest --limit 0s"
      })
  void whatCannotBeUsedIsRejected(String line) {
    assertThatThrownBy(() -> Options.parse(line.split(" "))).isInstanceOf(Unusable.class);
  }
}
