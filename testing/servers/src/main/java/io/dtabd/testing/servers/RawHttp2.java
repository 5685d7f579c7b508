package io.dtabd.testing.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** A client that keeps to HTTP/2 (RFC 9113) as far as the test wants to, and no further. */
public final class RawHttp2 implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int REFUSED_STREAM = 7;
  public static final int CANCEL = 8;
  public static final int ENHANCE_YOUR_CALM = 11;

  public static final Map<String, String> GRPC =
      Map.of("content-type", "application/grpc", "te", "trailers");

  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int TIMEOUT_MILLIS = 180_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /**
   * What came.
   *
   * @param errorCode of RST_STREAM and GOAWAY, else 0
   * @param pinged what a PING carries, else 0
   */
  public record Frame(int type, int stream, int errorCode, long pinged) {}

  /**
   * @param window bytes that the server may send on a stream
   */
  public static RawHttp2 connect(InetSocketAddress address, int window) {
    try {
      return new RawHttp2(new Socket(address.getAddress(), address.getPort()), window);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawHttp2(Socket socket, int window) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    head(6, SETTINGS, 0, 0);
    out.writeShort(INITIAL_WINDOW_SIZE);
    out.writeInt(window);
    out.flush();
  }

  /** Begins a call: its headers, without an end. */
  public RawHttp2 headers(int stream, String method, Map<String, String> more) throws IOException {
    var block = new StringBuilder("\u0083\u0086"); // :method POST, :scheme http
    literal(block, ":path", "/io.linkerd.mesh." + method);
    literal(block, ":authority", "dtabd");
    more.forEach((name, value) -> literal(block, name, value));
    byte[] bytes = block.toString().getBytes(ISO_8859_1);
    head(bytes.length, HEADERS, END_HEADERS, stream);
    out.write(bytes);
    return this;
  }

  /** Sends one whole message, and the end. */
  public RawHttp2 message(int stream, byte[] message) throws IOException {
    head(5 + message.length, DATA, END_STREAM, stream);
    out.writeByte(0);
    out.writeInt(message.length);
    out.write(message);
    return this;
  }

  /** Sends less of a message than it announces. */
  public RawHttp2 halfMessage(int stream) throws IOException {
    head(5 + 3, DATA, 0, stream);
    out.writeByte(0);
    out.writeInt(1_000);
    out.write(new byte[3]);
    return this;
  }

  public RawHttp2 reset(int stream) throws IOException {
    head(4, RST_STREAM, 0, stream);
    out.writeInt(CANCEL);
    return this;
  }

  /** A frame of the connection. */
  public RawHttp2 frame(int type, byte[] payload) throws IOException {
    return frame(type, 0, payload);
  }

  /** A frame without flags: headers are to be continued. */
  public RawHttp2 frame(int type, int stream, byte[] payload) throws IOException {
    head(payload.length, type, 0, stream);
    out.write(payload);
    return this;
  }

  public RawHttp2 flush() throws IOException {
    out.flush();
    return this;
  }

  /** The next frame of that type; those before are thrown away. Empty if the server hangs up. */
  public Optional<Frame> next(int type) throws IOException {
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int kind = in.readUnsignedByte();
        in.readUnsignedByte(); // flags
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (kind == type) {
          int errorCode =
              switch (type) {
                case RST_STREAM -> payload[3];
                case GOAWAY -> payload[7];
                default -> 0;
              };
          long pinged = type == PING ? ByteBuffer.wrap(payload).getLong() : 0;
          return Optional.of(new Frame(kind, stream, errorCode, pinged));
        }
      }
    } catch (EOFException | SocketException e) {
      return Optional.empty();
    }
  }

  private void head(int length, int type, int flags, int stream) throws IOException {
    out.writeByte(length >> 16);
    out.writeShort(length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
  }

  /** One header field as it stands in a block, without compression. */
  public static byte[] header(String name, String value) {
    var block = new StringBuilder();
    literal(block, name, value);
    return block.toString().getBytes(ISO_8859_1);
  }

  public void ping(long number) throws IOException {
    sendPing(0, number);
  }

  public void answerPing(long number) throws IOException {
    sendPing(ACK, number);
  }

  private void sendPing(int flags, long number) throws IOException {
    head(8, PING, flags, 0);
    out.writeLong(number);
    out.flush();
  }

  /** Answers what the server asks, in a thread of its own, until it hangs up. */
  public void answerPings() {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (var ping = next(PING); ping.isPresent(); ping = next(PING)) {
                  answerPing(ping.get().pinged());
                }
              } catch (IOException e) {
                // It has hung up.
              }
            });
  }

  private static void literal(StringBuilder block, String name, String value) {
    block.append('\0').append((char) name.length()).append(name);
    block.append((char) value.length()).append(value);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
