package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

  @Test
  void namesAreFoundInAnyCaseAndKeepTheirOrder() {
    Headers headers = Headers.of("Accept", "a").with("ETag", "e").with("ACCEPT", "b");

    assertThat(headers.first("accept")).isEqualTo("a");
    assertThat(headers.all("accept")).containsExactly("a", "b");
    assertThat(headers.first("none")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "\u0000", "\u007f", "\u0100"})
  void valueThatCouldBeTakenForSomethingElseIsRefused(String value) {
    assertThatThrownBy(() -> Headers.of("X", value)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "\u00e9"})
  void nameThatIsNoTokenIsRefused(String name) {
    assertThatThrownBy(() -> Headers.of(name, "x")).isInstanceOf(IllegalArgumentException.class);
  }
}
