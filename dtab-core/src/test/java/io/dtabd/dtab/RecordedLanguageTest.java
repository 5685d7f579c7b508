package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what namerd 1.7.5 made of texts that were sent to its HTTP API. */
class RecordedLanguageTest {

  record Recorded(String text, int status, @Nullable String shown, @Nullable String message) {}

  @ParameterizedTest
  @MethodSource
  void isTakenAsNamerdTookIt(Recorded recorded) {
    if (recorded.status() == 204) {
      assertThat(Dtab.read(recorded.text()).show()).isEqualTo(recorded.shown());
    } else {
      assertThatThrownBy(() -> Dtab.read(recorded.text()))
          .isInstanceOf(DtabSyntaxException.class)
          .message()
          .startsWith(recorded.message() + " (line 1, column ");
    }
  }

  static List<Recorded> isTakenAsNamerdTookIt() throws IOException {
    try (var json = RecordedLanguageTest.class.getResourceAsStream("/recorded/language.json")) {
      return List.of(new ObjectMapper().readValue(json, Recorded[].class));
    }
  }
}
