package io.dtabd.net.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes of a request or of an answer. */
public final class Body {

  public static final Body EMPTY = new Body(new byte[0]);

  private final byte[] bytes;

  private Body(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * @param bytes not copied; must not change any more
   */
  public static Body of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Body(bytes);
  }

  public static Body utf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** A read-only view. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** A copy. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The bytes as UTF-8, with a replacement character for each part that is not. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Not the bytes: they may be large, or secret. */
  @Override
  public String toString() {
    return "Body(" + bytes.length + " bytes)";
  }
}
