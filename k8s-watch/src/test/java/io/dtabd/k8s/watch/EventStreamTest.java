package io.dtabd.k8s.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  /** Long enough for whatever is there already. */
  private static final Duration NOW = Duration.ofMillis(1);

  private final EventStream stream = new EventStream();
  private final Body body = new Body();

  private static final class Body implements AsyncBody {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int asked;

    @Override
    public void consume() {
      asked++;
    }

    @Override
    public CompletableFuture<Void> done() {
      return done;
    }

    @Override
    public void cancel() {}
  }

  private void receive(String... pieces) {
    stream.consume(Stream.of(pieces).map(it -> ByteBuffer.wrap(it.getBytes(UTF_8))).toList(), body);
  }

  private String line() throws Exception {
    return stream.next(NOW).map(bytes -> new String(bytes, UTF_8)).orElse("(nothing)");
  }

  @Test
  void linesAreGivenOneByOne() throws Exception {
    receive("one\ntwo\n");
    assertThat(line()).isEqualTo("one");
    assertThat(line()).isEqualTo("two");
    assertThat(line()).isEqualTo("(nothing)");
  }

  @Test
  void lineIsPutTogetherFromItsPieces() throws Exception {
    receive("on", "e\ntw");
    assertThat(line()).isEqualTo("one");
    assertThat(line()).isEqualTo("(nothing)");
    receive("o\n");
    assertThat(line()).isEqualTo("two");
  }

  @Test
  void characterThatIsCutInTwoStaysWhole() throws Exception {
    byte[] bytes = "ü\n".getBytes(UTF_8);
    stream.consume(List.of(ByteBuffer.wrap(bytes, 0, 1)), body);
    stream.consume(List.of(ByteBuffer.wrap(bytes, 1, 2)), body);
    assertThat(line()).isEqualTo("ü");
  }

  @Test
  void moreIsAskedForWhenWhatCameIsUsedUp() throws Exception {
    stream.start(body);
    assertThat(body.asked).isEqualTo(1);
    receive("one\n");
    assertThat(body.asked).isEqualTo(1);
    line();
    assertThat(body.asked).isEqualTo(2);
  }

  @Test
  void endIsToldAfterTheLastLine() throws Exception {
    stream.start(body);
    receive("one\n");
    body.done.complete(null);
    assertThat(stream.next(Duration.ofDays(1))).isPresent();
    assertThat(stream.next(Duration.ofDays(1))).isEmpty();
  }

  @Test
  void lineWithoutEndIsRefused() {
    byte[] piece = new byte[EventStream.MAX_LINE_BYTES / 2];
    stream.consume(List.of(ByteBuffer.wrap(piece)), body);
    stream.consume(List.of(ByteBuffer.wrap(piece)), body);
    stream.consume(List.of(ByteBuffer.wrap(new byte[1])), body);
    assertThatIOException().isThrownBy(() -> stream.next(NOW)).withMessageContaining("33554432");
  }
}
