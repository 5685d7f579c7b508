package io.dtabd.bench.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** Calls over thriftmux, as they are on the wire. */
final class MuxFrames {

  /** Of an answer: its length, type, tag and status. */
  static final int BEGINNING_BYTES = 9;

  private static final int DISPATCH = 2;
  private static final int RDISPATCH = -2;
  private static final byte STRING = 11;
  private static final byte STRUCT = 12;
  private static final byte LIST = 15;
  private static final int MAX_BYTES = 256;

  private MuxFrames() {}

  /** What the whole dtab of a namespace is. */
  static byte[] dtab(int tag, String namespace) {
    ByteBuffer frame = call(tag, "dtab");
    field(frame, STRUCT, 1);
    string(frame, 1, new byte[0]);
    string(frame, 2, namespace.getBytes(US_ASCII));
    return end(frame, 2);
  }

  /**
   * A long poll of {@code /svc/NAME}.
   *
   * @param stamp of the value that the client has; of no bytes if it has none
   */
  static byte[] bind(int tag, byte[] stamp, String namespace, String name) {
    ByteBuffer frame = call(tag, "bind");
    field(frame, STRUCT, 1);
    field(frame, STRUCT, 2);
    string(frame, 1, stamp);
    field(frame, LIST, 2);
    frame.put(STRING).putInt(2);
    frame.putInt(3).put("svc".getBytes(US_ASCII));
    frame.putInt(name.length()).put(name.getBytes(US_ASCII));
    string(frame, 3, namespace.getBytes(US_ASCII));
    return end(frame, 3);
  }

  /** The beginning of a call that is so long, and of no known method. */
  static byte[] beginning(int tag, int length) {
    return ByteBuffer.allocate(8).putInt(length).putInt(DISPATCH << 24 | tag).array();
  }

  static boolean isAnswer(byte[] beginning) {
    return beginning[4] == RDISPATCH && beginning[8] == 0;
  }

  private static ByteBuffer call(int tag, String method) {
    ByteBuffer frame = ByteBuffer.allocate(MAX_BYTES);
    frame.putInt(0).putInt(DISPATCH << 24 | tag).putShort((short) 0).putShort((short) 0);
    frame.putShort((short) 0);
    frame.putInt(0x80010001).putInt(method.length()).put(method.getBytes(US_ASCII)).putInt(0);
    return frame;
  }

  private static void field(ByteBuffer frame, byte type, int number) {
    frame.put(type).putShort((short) number);
  }

  private static void string(ByteBuffer frame, int number, byte[] value) {
    field(frame, STRING, number);
    frame.putInt(value.length).put(value);
  }

  private static byte[] end(ByteBuffer frame, int structs) {
    frame.put(new byte[structs]);
    frame.putInt(0, frame.position() - 4);
    byte[] bytes = new byte[frame.position()];
    frame.get(0, bytes);
    return bytes;
  }
}
