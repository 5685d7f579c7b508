package io.dtabd.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // its log is that of the process
class InvalidDtabsTest {

  private static final Namespace NS = new Namespace("internal");

  private final Logger logger = Logger.getLogger(InvalidDtabs.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final InvalidDtabs invalid = new InvalidDtabs();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
  }

  @Test
  void saysOnceWhatIsWrong() {
    invalid.found(NS, "it is not a dtab: line 1");
    invalid.found(NS, "it is not a dtab: line 1");
    assertThat(lines)
        .containsExactly(
            "WARNING namespace 'internal' cannot be used until it is fixed: it is not a dtab: line 1");
  }

  @Test
  void saysWhatIsWrongNow() {
    invalid.found(NS, "line 1");
    invalid.found(NS, "line 2");
    assertThat(lines).hasSize(2);
  }

  @Test
  void saysThatItIsFixedAndWhatIsWrongAfterThat() {
    invalid.found(NS, "line 1");
    invalid.fixed(NS);
    invalid.found(NS, "line 1");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).isEqualTo("INFO namespace 'internal' can be used again");
  }

  @Test
  void saysNothingOfADeletionAndEverythingOfWhatComesAfterIt() {
    invalid.found(NS, "line 1");
    invalid.gone(NS);
    invalid.found(NS, "line 1");
    invalid.keepOnly(Set.of());
    invalid.found(NS, "line 1");
    assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("WARNING"));
  }

  @Test
  void saysNothingOfWhatWasNeverWrong() {
    invalid.fixed(NS);
    assertThat(lines).isEmpty();
  }
}
