package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LabelTest {

  @Test
  void textIsTakenAsItsUtf8Bytes() {
    assertThat(Label.of("\u00e9").toBytes()).containsExactly(0xc3, 0xa9);
    assertThat(Label.of("\u00e9").text()).isEqualTo("\u00e9");
  }

  @Test
  void anyBytesAreALabel() {
    byte[] bytes = {0, -1, '/', 'a'};
    assertThat(Label.of(bytes).toBytes()).containsExactly(bytes);
  }

  @Test
  void bytesThatAreNotUtf8ReadAsTheReplacementCharacter() {
    assertThat(Label.of(new byte[] {'a', -1}).text()).isEqualTo("a\ufffd");
  }

  @Test
  void labelsAreComparedAsBytes() {
    assertThat(Label.of("a")).isEqualTo(Label.of(new byte[] {'a'})).isNotEqualTo(Label.of("A"));
  }

  @Test
  void orderIsThatOfTheBytesWithoutSign() {
    assertThat(Label.of(new byte[] {-1})).isGreaterThan(Label.of("a"));
    assertThat(Label.of("a")).isLessThan(Label.of("aa"));
  }

  @Test
  void labelCharactersShowAsTheyAre() {
    assertThat(Label.of("aZ09_:.#$%-").show()).isEqualTo("aZ09_:.#$%-");
  }

  @Test
  void oneOtherByteEscapesTheWholeLabel() {
    assertThat(Label.of("a/b").show()).isEqualTo("\\x61\\x2f\\x62");
    assertThat(Label.of(new byte[] {0, -1}).show()).isEqualTo("\\x00\\xff");
  }

  @Test
  void anEmptyLabelIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Label.of(""))
        .withMessage("a label has at least one byte");
  }

  @Test
  void aCharThatIsNoByteIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Label("a\u0100"))
        .withMessageContaining("char 1 is above 255");
  }
}
