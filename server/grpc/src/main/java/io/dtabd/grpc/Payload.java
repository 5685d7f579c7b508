package io.dtabd.grpc;

import com.google.protobuf.MessageLite;
import io.dtabd.serving.Message;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The body of one answer, encoded. What many watchers are sent is encoded once for all. */
interface Payload {

  /** In bytes. */
  int length();

  void writeTo(OutputStream out) throws IOException;

  static Payload of(MessageLite message) {
    return new Payload() {
      @Override
      public int length() {
        return message.getSerializedSize();
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        message.writeTo(out);
      }
    };
  }

  static Payload of(Message shared) {
    return new Payload() {
      @Override
      public int length() {
        return shared.length();
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        shared.writeTo(out);
      }
    };
  }

  /**
   * Ends its stream at once, whatever is still unsent; gRPC resets a stream whose body fails so.
   */
  static Payload broken(Status status) {
    return new Payload() {
      @Override
      public int length() {
        throw status.asRuntimeException();
      }

      @Override
      public void writeTo(OutputStream out) {
        throw status.asRuntimeException();
      }
    };
  }

  /** Answers are only ever sent. */
  Marshaller<Payload> MARSHALLER =
      new Marshaller<>() {
        @Override
        public InputStream stream(Payload payload) {
          return new Stream(payload);
        }

        @Override
        public Payload parse(InputStream stream) {
          throw new UnsupportedOperationException("answers are sent, not received");
        }
      };

  /** The form in which gRPC takes a body: it asks for the length and has it written. */
  final class Stream extends InputStream implements KnownLength, Drainable {

    private final Payload payload;

    /** Set where someone reads instead, which gRPC's own transport does not. */
    private @Nullable InputStream bytes;

    private boolean drained;

    Stream(Payload payload) {
      this.payload = payload;
    }

    @Override
    public int available() throws IOException {
      if (drained) {
        return 0;
      }
      return bytes == null ? payload.length() : bytes.available();
    }

    @Override
    public int drainTo(OutputStream out) throws IOException {
      int length = available();
      if (bytes == null) {
        payload.writeTo(out);
      } else {
        bytes.transferTo(out);
      }
      drained = true;
      return length;
    }

    @Override
    public int read() {
      try {
        return drained ? -1 : bytes().read();
      } catch (IOException e) {
        throw new UncheckedIOException("an array cannot fail to be read", e);
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return drained ? -1 : bytes().read(into, offset, length);
    }

    private InputStream bytes() throws IOException {
      InputStream known = bytes;
      if (known == null) {
        var all = new ByteArrayOutputStream(payload.length());
        payload.writeTo(all);
        known = new ByteArrayInputStream(all.toByteArray());
        bytes = known;
      }
      return known;
    }
  }
}
