package io.dtabd.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** A long poll as it is on the wire: a Tdispatch of {@code bind} in the namespace "load". */
public final class BindPoll {

  /** The type of the frame. */
  static final byte DISPATCH = 2;

  /** Where the stamp's length is in a poll, counted from behind the frame's length. */
  static final int STAMP_IN_POLL = 4 + 3 * 2 + 4 + 4 + 4 + 4 + 3 * 3;

  /**
   * Where the stamp is in an answer: behind type and tag, status, contexts, the message's head and
   * the beginnings of two fields.
   */
  static final int STAMP_IN_ANSWER = 4 + 1 + 2 + 16 + 3 + 3 + 4;

  private static final int STAMP_BYTES = 8;
  private static final int MAX_BYTES = 256;

  private BindPoll() {}

  /**
   * The whole frame.
   *
   * @param stamp of the value that the client has; of no bytes if it has none
   * @param name behind {@code /svc}
   */
  public static byte[] frame(int tag, byte[] stamp, String name) {
    ByteBuffer frame = ByteBuffer.allocate(MAX_BYTES);
    frame.putInt(0).putInt(DISPATCH << 24 | tag).putShort((short) 0).putShort((short) 0);
    frame.putShort((short) 0);
    frame.putInt(0x80010001).putInt(4).put("bind".getBytes(US_ASCII)).putInt(0);
    frame.put((byte) 12).putShort((short) 1);
    frame.put((byte) 12).putShort((short) 2);
    frame.put((byte) 11).putShort((short) 1).putInt(stamp.length).put(stamp);
    frame.put((byte) 15).putShort((short) 2).put((byte) 11).putInt(2);
    frame.putInt(3).put("svc".getBytes(US_ASCII));
    frame.putInt(name.length()).put(name.getBytes(US_ASCII));
    frame.put((byte) 11).putShort((short) 3).putInt(4).put("load".getBytes(US_ASCII));
    frame.put(new byte[3]); // the ends of three structs
    frame.putInt(0, frame.position() - 4);
    byte[] bytes = new byte[frame.position()];
    frame.get(0, bytes);
    return bytes;
  }

  /**
   * The stamp in an answer.
   *
   * @param answer a whole frame without its size
   */
  public static byte[] stamp(byte[] answer) {
    byte[] stamp = new byte[STAMP_BYTES];
    System.arraycopy(answer, STAMP_IN_ANSWER, stamp, 0, STAMP_BYTES);
    return stamp;
  }
}
