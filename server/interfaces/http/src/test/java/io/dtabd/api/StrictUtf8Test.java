package io.dtabd.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StrictUtf8Test {

  @Test
  void textComesOutAsItWas() {
    String text = "/a => /b # ünï, 統, 𝄞\n";

    assertThat(StrictUtf8.decode(ByteBuffer.wrap(text.getBytes(UTF_8)))).isEqualTo(text);
  }

  @Test
  void firstByteThatIsNotUtf8IsNamed() {
    assertThatThrownBy(() -> StrictUtf8.decode(ByteBuffer.wrap("/a => /é".getBytes(ISO_8859_1))))
        .hasMessage("the body is not UTF-8: the byte 0xe9 at offset 7 does not belong there");
  }

  @Test
  void characterCutOffAtTheEndIsNamed() {
    byte[] cut = {'/', 'a', (byte) 0xe7, (byte) 0xb5};

    assertThatThrownBy(() -> StrictUtf8.decode(ByteBuffer.wrap(cut)))
        .hasMessageContaining("offset 2");
  }

  @Test
  void offsetCountsFromTheStartOfTheBody() {
    ByteBuffer part = ByteBuffer.wrap(new byte[] {'x', 'x', 'a', (byte) 0xff}, 2, 2);

    assertThatThrownBy(() -> StrictUtf8.decode(part)).hasMessageContaining("0xff at offset 1");
  }
}
