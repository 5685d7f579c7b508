package io.dtabd.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.net.http.HttpProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatcherCursorTest {

  @Test
  void readsBackWhatItWrites() {
    var cursor = new WatcherCursor("5e1f", 42);
    assertThat(WatcherCursor.read(cursor.toString())).isEqualTo(cursor);
  }

  @Test
  void replicasBeforeItHadTheirTurnAndThoseAfterItBegin() {
    var cursor = new WatcherCursor("5e1f", 42);
    assertThat(cursor.on("5e1e")).isEmpty();
    assertThat(cursor.on("5e1f")).hasValue(42);
    assertThat(cursor.on("5e20")).hasValue(0);
    assertThat(WatcherCursor.START.on("5e1f")).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "x:1", "5e1f:", ":1", "5e1f:-1", "5e1f:99999999999999999999"})
  void whatItDidNotWriteIsRefused(String text) {
    assertThatThrownBy(() -> WatcherCursor.read(text))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("Invalid 'after': '" + text + "'");
  }
}
