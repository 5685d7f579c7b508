package io.dtabd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The few frames of HTTP/2 (RFC 9113) that a gRPC client has to write. */
final class Http2Bytes {

  static final int FRAME_HEAD = 9;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;

  /** How much the server may send before it is told that it was read. */
  static final int WINDOW = 1 << 30;

  private static final int FIRST_WINDOW = 65_535;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private static final ByteBuf CALL_HEADERS = Unpooled.unreleasableBuffer(callHeaders());

  private Http2Bytes() {}

  static ByteBuf preface() {
    ByteBuf out =
        Unpooled.buffer().writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    head(out, 6, SETTINGS, 0, 0).writeShort(INITIAL_WINDOW_SIZE).writeInt(WINDOW);
    return out.writeBytes(windowUpdate(WINDOW - FIRST_WINDOW));
  }

  /** A whole call: headers, one message, the end. */
  static ByteBuf call(int stream, byte[] message) {
    ByteBuf out = Unpooled.buffer(256);
    head(out, CALL_HEADERS.readableBytes(), HEADERS, END_HEADERS, stream)
        .writeBytes(CALL_HEADERS.duplicate());
    head(out, 5 + message.length, DATA, END_STREAM, stream);
    return out.writeByte(0).writeInt(message.length).writeBytes(message);
  }

  static ByteBuf settingsSeen() {
    return head(Unpooled.buffer(FRAME_HEAD), 0, SETTINGS, ACK, 0);
  }

  static ByteBuf pong(ByteBuf payload) {
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
  private static ByteBuf callHeaders() {
    ByteBuf out = Unpooled.buffer();
    out.writeByte(0x83).writeByte(0x86); // :method POST, :scheme http
    literal(out, ":path", "/io.linkerd.mesh.Interpreter/StreamBoundTree");
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
