package io.dtabd.k8s.watch;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The lines of a body that goes on, read by one thread as they come. */
final class EventStream implements AsyncBody.Consumer<List<ByteBuffer>> {

  /** etcd holds objects of at most 1.5 MiB; as JSON one may take several times as much. */
  static final int MAX_LINE_BYTES = 32 * 1024 * 1024;

  private sealed interface Signal {
    record Bytes(List<ByteBuffer> buffers, AsyncBody body) implements Signal {}

    record End() implements Signal {}
  }

  /** At most one piece and the end: the next piece is asked for when this one is used up. */
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  private final Queue<byte[]> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  @Override
  public void consume(List<ByteBuffer> buffers, AsyncBody body) {
    signals.add(new Signal.Bytes(buffers, body));
  }

  /** Begins to read. */
  void start(AsyncBody body) {
    // However it ends, asking for another one tells whether the server is there.
    var _ = body.done().whenComplete((_, _) -> signals.add(new Signal.End()));
    body.consume();
  }

  /**
   * The next line.
   *
   * @param atMost how long to wait for more
   * @return empty if nothing came for so long, or the body is over
   */
  Optional<byte[]> next(Duration atMost) throws IOException, InterruptedException {
    while (lines.isEmpty()) {
      if (!(signals.poll(atMost.toNanos(), TimeUnit.NANOSECONDS) instanceof Signal.Bytes piece)) {
        return Optional.empty();
      }
      for (ByteBuffer buffer : piece.buffers()) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        split(bytes);
      }
      piece.body().consume();
    }
    return Optional.of(lines.remove());
  }

  private void split(byte[] bytes) throws IOException {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        begun.write(bytes, from, i - from);
        lines.add(begun.toByteArray());
        begun.reset();
        from = i + 1;
      }
    }
    begun.write(bytes, from, bytes.length - from);
    if (begun.size() > MAX_LINE_BYTES) {
      throw new IOException(
          "the API server sent an object of more than " + MAX_LINE_BYTES + " bytes");
    }
  }
}
