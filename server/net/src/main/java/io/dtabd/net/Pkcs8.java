package io.dtabd.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Puts private keys of the older forms, which are for one algorithm each, into PKCS#8, which names
 * the algorithm beside the key and is all that Java reads.
 *
 * <pre>
 * PrivateKeyInfo ::= SEQUENCE { version INTEGER 0, algorithm AlgorithmIdentifier, key OCTET STRING }
 * AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY }
 * </pre>
 */
final class Pkcs8 {

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  /** {@code [0]}, in which the key of an elliptic curve says which curve that is. */
  private static final int CURVE = 0xa0;

  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  /** {@code 1.2.840.113549.1.1.1}, with NULL for its parameters. */
  private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");

  /** {@code 1.2.840.10045.2.1}; its parameters are the curve. */
  private static final byte[] ELLIPTIC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private Pkcs8() {}

  /**
   * @param key as PKCS#1 has it
   */
  static byte[] ofRsa(byte[] key) {
    return of(RSA, key);
  }

  /**
   * @param key as SEC 1 has it
   * @return empty if it does not say which curve it is of
   */
  static Optional<byte[]> ofElliptic(byte[] key) {
    return curve(key).map(curve -> of(joined(ELLIPTIC, curve), key));
  }

  private static byte[] of(byte[] algorithm, byte[] key) {
    return element(
        SEQUENCE, joined(VERSION, element(SEQUENCE, algorithm), element(OCTET_STRING, key)));
  }

  private static Optional<byte[]> curve(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key);
    if (in.remaining() < 2 || tag(in) != SEQUENCE || length(in) != in.remaining()) {
      return Optional.empty();
    }
    while (in.remaining() >= 2) {
      int tag = tag(in);
      int length = length(in);
      if (length < 0 || length > in.remaining()) {
        return Optional.empty();
      }
      byte[] content = new byte[length];
      in.get(content);
      if (tag == CURVE) {
        return Optional.of(content);
      }
    }
    return Optional.empty();
  }

  private static int tag(ByteBuffer in) {
    return Byte.toUnsignedInt(in.get());
  }

  /** The length of an element; -1 if it is none that a key has. */
  private static int length(ByteBuffer in) {
    int first = Byte.toUnsignedInt(in.get());
    if (first < 0x80) {
      return first;
    }
    int bytes = first - 0x80;
    if (bytes < 1 || bytes > 2 || bytes > in.remaining()) {
      return -1;
    }
    int length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | Byte.toUnsignedInt(in.get());
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    int length = content.length;
    byte[] head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : length < 0x100
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                : length < 0x10000
                    ? new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length}
                    : new byte[] {
                      (byte) tag,
                      (byte) 0x83,
                      (byte) (length >> 16),
                      (byte) (length >> 8),
                      (byte) length
                    };
    return joined(head, content);
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
