package io.dtabd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The few frames of HTTP/2 (RFC 9113) that a gRPC client has to write. */
public final class Http2Bytes {

  public static final int FRAME_HEAD = 9;

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;

  /** How much the server may send before it is told that it was read. */
  static final int WINDOW = 1 << 30;

  /** Of each stream and of the connection, until something else is said. */
  public static final int FIRST_WINDOW = 65_535;

  /** The setting that says how much may be sent on each stream. */
  public static final int INITIAL_WINDOW_SIZE = 4;

  /** Of SETTINGS and PING. */
  public static final int ACK = 1;

  /** Of HEADERS and DATA. */
  public static final int END_STREAM = 1;

  private static final int END_HEADERS = 4;

  /** Of a message, before its bytes: not compressed, and its length. */
  private static final int GRPC_PREFIX = 5;

  private static final ByteBuf CALL_HEADERS =
      Unpooled.unreleasableBuffer(callHeaders("/io.linkerd.mesh.Interpreter/StreamBoundTree"));

  private Http2Bytes() {}

  static ByteBuf preface() {
    return preface(WINDOW);
  }

  /**
   * @param streamWindow how much the server may send on each stream; on the connection it may send
   *     as good as everything
   */
  public static ByteBuf preface(int streamWindow) {
    ByteBuf out =
        Unpooled.buffer().writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    head(out, 6, SETTINGS, 0, 0).writeShort(INITIAL_WINDOW_SIZE).writeInt(streamWindow);
    return out.writeBytes(windowUpdate(WINDOW - FIRST_WINDOW));
  }

  /** A whole call: headers, one message, the end. */
  static ByteBuf call(int stream, byte[] message) {
    ByteBuf out = Unpooled.buffer(256);
    head(out, CALL_HEADERS.readableBytes(), HEADERS, END_HEADERS, stream)
        .writeBytes(CALL_HEADERS.duplicate());
    head(out, GRPC_PREFIX + message.length, DATA, END_STREAM, stream);
    return out.writeByte(0).writeInt(message.length).writeBytes(message);
  }

  /** The same of any method, such as {@code /package.Service/Method}. */
  public static ByteBuf call(int stream, String method, byte[] message) {
    ByteBuf out = headers(stream, method);
    head(out, GRPC_PREFIX + message.length, DATA, END_STREAM, stream);
    return out.writeByte(0).writeInt(message.length).writeBytes(message);
  }

  /** The beginning of a call: headers, and how long the message will be. */
  public static ByteBuf beginCall(int stream, String method, int messageLength) {
    ByteBuf out = headers(stream, method);
    head(out, GRPC_PREFIX, DATA, 0, stream);
    return out.writeByte(0).writeInt(messageLength);
  }

  private static ByteBuf headers(int stream, String method) {
    ByteBuf headers = callHeaders(method);
    ByteBuf out = Unpooled.buffer(256);
    head(out, headers.readableBytes(), HEADERS, END_HEADERS, stream);
    return out.writeBytes(headers);
  }

  /** What stands before so many bytes of a message. */
  public static ByteBuf dataHead(int stream, int length) {
    return head(Unpooled.buffer(FRAME_HEAD), length, DATA, 0, stream);
  }

  public static ByteBuf settingsSeen() {
    return head(Unpooled.buffer(FRAME_HEAD), 0, SETTINGS, ACK, 0);
  }

  public static ByteBuf pong(ByteBuf payload) {
    return head(Unpooled.buffer(FRAME_HEAD + 8), 8, PING, ACK, 0).writeBytes(payload);
  }

  /** Of the whole connection. */
  static ByteBuf windowUpdate(int bytes) {
    return head(Unpooled.buffer(FRAME_HEAD + 4), 4, WINDOW_UPDATE, 0, 0).writeInt(bytes);
  }

  private static ByteBuf head(ByteBuf out, int length, int type, int flags, int stream) {
    return out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  /** HPACK (RFC 7541), in its plainest form: nothing is compressed or remembered. */
  private static ByteBuf callHeaders(String method) {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(0x83).writeByte(0x86); // :method POST, :scheme http
    literal(out, ":path", method);
    literal(out, ":authority", "dtabd");
    literal(out, "content-type", "application/grpc");
    return literal(out, "te", "trailers");
  }

  private static ByteBuf literal(ByteBuf out, String name, String value) {
    return out.writeByte(0)
        .writeByte(name.length())
        .writeBytes(name.getBytes(US_ASCII))
        .writeByte(value.length())
        .writeBytes(value.getBytes(US_ASCII));
  }
}
