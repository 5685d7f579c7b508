package io.dtabd.testing.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that knows frames, and nothing of what may be said when. */
public final class RawMux implements AutoCloseable {

  private static final Duration LONG = Duration.ofMinutes(3);

  public static final int TDISPATCH = 2;
  public static final int TREQ = 1;
  public static final int TPING = 65;
  public static final int TINIT = 68;
  public static final int TDRAIN = 64;
  public static final int TDISCARDED = 66;
  public static final int RERR = 127;

  /**
   * A frame from the server. The closing of the connection is one of type 0.
   *
   * @param latin1 the body, a char a byte
   */
  public record Frame(int type, int tag, String latin1) {

    private static final Frame CLOSED = new Frame(0, 0, "");

    public static Frame of(int type, int tag, byte[] body) {
      return new Frame(type, tag, new String(body, ISO_8859_1));
    }

    public boolean isClosing() {
      return type == 0;
    }

    public byte[] body() {
      return latin1.getBytes(ISO_8859_1);
    }

    public String text() {
      return new String(body(), UTF_8);
    }

    /** The Thrift message in a dispatch that was answered. */
    public Wire.Message message() {
      ByteBuffer in = ByteBuffer.wrap(body());
      if (type == -TDISPATCH) {
        check(in.get() == 0 && in.getShort() == 0);
      } else if (type == -TREQ) {
        check(in.get() == 0);
      }
      return Wire.read(in);
    }

    private void check(boolean answered) {
      if (!answered) {
        throw new AssertionError("not an answer: " + this);
      }
    }

    @Override
    public String toString() {
      return "type %d tag %d body %s".formatted(type, tag, HexFormat.of().formatHex(body()));
    }
  }

  private final Socket socket;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final boolean framedOnly;

  private RawMux(Socket socket, boolean framedOnly) {
    this.socket = socket;
    this.framedOnly = framedOnly;
  }

  public static RawMux connect(InetSocketAddress address) throws IOException {
    return begin(new Socket(address.getAddress(), address.getPort()), false);
  }

  /** A client of Thrift in frames, whose answers have neither type nor tag. */
  public static RawMux framed(InetSocketAddress address) throws IOException {
    return begin(new Socket(address.getAddress(), address.getPort()), true);
  }

  public static RawMux begin(Socket socket, boolean framedOnly) {
    var client = new RawMux(socket, framedOnly);
    Thread.ofVirtual().start(client::read);
    return client;
  }

  private void read() {
    try {
      var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      while (true) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        if (framedOnly) {
          frames.add(Frame.of(-1000, 0, frame));
        } else {
          ByteBuffer buffer = ByteBuffer.wrap(frame);
          int head = buffer.getInt();
          byte[] body = new byte[buffer.remaining()];
          buffer.get(body);
          frames.add(Frame.of(head >> 24, head & 0xffffff, body));
        }
      }
    } catch (EOFException | SocketException e) {
      frames.add(Frame.CLOSED);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public void bytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The client has said all that it will. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  public void hex(String hex) throws IOException {
    bytes(HexFormat.of().parseHex(hex));
  }

  public void send(int type, int tag, byte[] body) throws IOException {
    bytes(frame(type, tag, body));
  }

  public static byte[] frame(int type, int tag, byte[] body) {
    return ByteBuffer.allocate(8 + body.length)
        .putInt(4 + body.length)
        .putInt(type << 24 | tag)
        .put(body)
        .array();
  }

  /** A Tdispatch without contexts. */
  public void dispatch(int tag, byte[] message) throws IOException {
    send(TDISPATCH, tag, dispatched(message));
  }

  public static byte[] dispatched(byte[] message) {
    return ByteBuffer.allocate(6 + message.length).put(new byte[6]).put(message).array();
  }

  /** A Thrift message in a frame. */
  public void framed(byte[] message) throws IOException {
    bytes(ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).array());
  }

  /** A dispatch, and its answer, which comes next. */
  public Wire.Message call(int tag, byte[] message) throws IOException, InterruptedException {
    dispatch(tag, message);
    return next(-TDISPATCH, tag).message();
  }

  /** The probe and the Tinit of a client whose frames may have so many bytes. */
  public void negotiate(int window) throws IOException, InterruptedException {
    send(RERR, 1, Wire.ascii("tinit check"));
    next(RERR, 1);
    byte[] body =
        Wire.written(
            out -> {
              out.writeShort(1);
              out.writeInt(10);
              out.writeBytes("mux-framer");
              out.writeInt(4);
              out.writeInt(window);
            });
    send(TINIT, 1, body);
    next(-TINIT, 1);
  }

  public Frame next() throws InterruptedException {
    Frame next = frames.poll(LONG.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("no frame within " + LONG);
    }
    return next;
  }

  public @Nullable Frame nextIfThere() {
    return frames.poll();
  }

  public Frame next(int type, int tag) throws InterruptedException {
    Frame next = next();
    if (next.type() != type || next.tag() != tag) {
      throw new AssertionError("expected type %d tag %d, got %s".formatted(type, tag, next));
    }
    return next;
  }

  /** The next frame, if it comes before the answer to a ping that is sent now. */
  public @Nullable Frame nextBeforePing() throws IOException, InterruptedException {
    send(TPING, 0x7ffff0, new byte[0]);
    Frame next = next();
    if (next.type() == -TPING) {
      return null;
    }
    next(-TPING, 0x7ffff0);
    return next;
  }

  /** What the server says before it closes the connection. */
  public String lastWords() throws InterruptedException {
    var text = new StringBuilder();
    for (Frame next = next(); !next.isClosing(); next = next()) {
      text.append(next.type() == RERR ? next.text() : "").append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
