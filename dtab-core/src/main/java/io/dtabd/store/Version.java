package io.dtabd.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opaque bytes that change with every write of a namespace, and never come back for it. */
public final class Version {

  private final byte[] bytes;

  private Version(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Version of(byte[] bytes) {
    return new Version(bytes.clone());
  }

  /** Eight bytes, big-endian, as namerd's in-memory store counts. */
  public static Version of(long number) {
    return new Version(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** What {@link #base64} gave; empty if {@code text} is not base64. */
  public static Optional<Version> fromBase64(String text) {
    try {
      return Optional.of(new Version(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The form that HTTP sends as ETag. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Version that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
