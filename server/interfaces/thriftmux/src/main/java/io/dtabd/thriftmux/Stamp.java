package io.dtabd.thriftmux;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What a client names the value by that it has: eight bytes, as a number.
 *
 * <p>Inside: a stamp is a digest of the value as it is written. So equal values have equal stamps,
 * and different ones do not, in every process and for all time; whoever comes back after a restart,
 * or from another replica, is told of a change if there was one and waits if there was none.
 */
final class Stamp {

  static final int BYTES = 8;

  /** The client has no value. */
  static final long NONE = 0;

  /** The client has something that is not from here. */
  static final long FOREIGN = -1;

  /** A delegation is not polled for, so all have one. */
  static final long OF_DELEGATION = 1;

  private Stamp() {}

  /** The stamp of a value that is written as these bytes, which are not consumed. */
  static long of(ByteBuf value) {
    long stamp = ByteBuffer.wrap(digest(value)).getLong();
    return stamp == NONE || stamp == FOREIGN || stamp == OF_DELEGATION ? ~2L : stamp;
  }

  /** The stamp that a client sent. */
  static long read(byte[] bytes) {
    return switch (bytes.length) {
      case 0 -> NONE;
      case BYTES -> {
        long stamp = ByteBuffer.wrap(bytes).getLong();
        yield stamp == NONE ? FOREIGN : stamp;
      }
      default -> FOREIGN;
    };
  }

  /** As a client is to see it. */
  static byte[] bytes(long stamp) {
    return stamp == NONE || stamp == FOREIGN
        ? new byte[0]
        : ByteBuffer.allocate(BYTES).putLong(stamp).array();
  }

  private static byte[] digest(ByteBuf value) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(value.nioBuffer());
      return sha.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
