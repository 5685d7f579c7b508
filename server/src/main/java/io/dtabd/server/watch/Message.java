package io.dtabd.server.watch;

import java.nio.ByteBuffer;

/** One state of a feed, encoded. Shared by all who watch the feed; compared by identity. */
public final class Message {

  private final byte[] bytes;
  private final long sequence;

  /**
   * @param bytes not copied; must not change any more
   * @param sequence higher than that of the message before in the same feed
   */
  public Message(byte[] bytes, long sequence) {
    this.bytes = bytes;
    this.sequence = sequence;
  }

  /** A read-only view of what goes over the wire. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  public int length() {
    return bytes.length;
  }

  public long sequence() {
    return sequence;
  }
}
