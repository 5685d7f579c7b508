package io.dtabd.bench.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

  private static final String WITH_LENGTH =
      "HTTP/1.1 200 OK\r\nETag: AQ==\r\ncontent-LENGTH:  5\r\n\r\n12345";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";

  private final AnswerReader reader = new AnswerReader();

  @Test
  void answersEndWhereTheirLengthSays() throws IOException {
    assertThat(reader.length(bytes(WITH_LENGTH + "HTTP/1.1"))).isEqualTo(WITH_LENGTH.length());
    assertThat(reader.length(bytes(CHUNKED + "HTTP/1.1"))).isEqualTo(CHUNKED.length());
  }

  @Test
  void isPatientWithEveryPiece() throws IOException {
    for (String answer : new String[] {WITH_LENGTH, CHUNKED, WITH_LENGTH}) {
      for (int i = 0; i < answer.length(); i++) {
        assertThat(reader.length(bytes(answer.substring(0, i)))).as("%s bytes", i).isEqualTo(-1);
      }
      assertThat(reader.length(bytes(answer))).isEqualTo(answer.length());
    }
  }

  @Test
  void theSameHeadAgainIsKnown() throws IOException {
    ByteBuf twice = bytes(WITH_LENGTH + WITH_LENGTH);

    twice.skipBytes(reader.length(twice));

    assertThat(reader.length(twice)).isEqualTo(WITH_LENGTH.length());
  }

  @Test
  void anotherLengthAfterTheSameBeginningIsRead() throws IOException {
    assertThat(reader.length(bytes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"))).isEqualTo(39);
    assertThat(reader.length(bytes("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\na")))
        .isEqualTo(-1);
  }

  @Test
  void noContentEndsWithItsHead() throws IOException {
    String answer = "HTTP/1.1 204 No Content\r\nETag: AQ==\r\n\r\n";

    assertThat(reader.length(bytes(answer + answer))).isEqualTo(answer.length());
  }

  @Test
  void whatIsNotAnAnswerIsToldWithItsText() {
    assertThatThrownBy(
            () -> reader.length(bytes("HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\ntoo many\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503 Busy")
        .hasMessageContaining("too many");
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }
}
