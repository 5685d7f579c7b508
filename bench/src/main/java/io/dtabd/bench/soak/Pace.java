package io.dtabd.bench.soak;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How a client reads: at once, little by little, or not at all, until it is told to hurry.
 *
 * @param hurry from when it counts to zero on, everyone reads at once
 */
record Pace(Kind kind, CountDownLatch hurry) {

  enum Kind {
    FAST,
    /** Some 20 KB a second, with a small buffer. */
    SLOW,
    /** Takes the beginning of the answer and nothing more. */
    STALLED
  }

  static final Pace EAGER = new Pace(Kind.FAST, new CountDownLatch(0));

  /** The kernel's smallest is some 2 KB. */
  private static final int SMALL_BUFFER_BYTES = 4096;

  private static final int SLOW_BYTES = 1024;
  private static final Duration SLOW_PAUSE = Duration.ofMillis(50);

  /** More than a head has. */
  private static final int BEGINNING_BYTES = 512;

  /** What the socket is to buffer; empty for the kernel's choice. */
  OptionalInt receiveBufferBytes() {
    return kind == Kind.FAST ? OptionalInt.empty() : OptionalInt.of(SMALL_BUFFER_BYTES);
  }

  InputStream paced(InputStream in) {
    return switch (kind) {
      case FAST -> in;
      case SLOW -> new Paced(in, SLOW_BYTES, SLOW_PAUSE);
      case STALLED -> new Paced(in, BEGINNING_BYTES, Duration.ofDays(1));
    };
  }

  /** Waits before each read but the first. */
  private final class Paced extends FilterInputStream {

    private final int piece;
    private final Duration pause;
    private boolean begun;

    Paced(InputStream in, int piece, Duration pause) {
      super(in);
      this.piece = piece;
      this.pause = pause;
    }

    @Override
    public int read() throws IOException {
      awaitTurn();
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      awaitTurn();
      return in.read(bytes, offset, Math.min(length, piece));
    }

    private void awaitTurn() throws IOException {
      try {
        if (begun) {
          var _ = hurry.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        }
        begun = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("closed while it waited to read");
      }
    }
  }
}
