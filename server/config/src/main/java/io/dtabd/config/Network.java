package io.dtabd.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Addresses that begin alike, as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; one alone without the
 * length.
 */
public final class Network {

  private final byte[] address;
  private final int length;

  private Network(byte[] address, int length) {
    this.address = address;
    this.length = length;
  }

  /**
   * @throws IllegalArgumentException if it is none, saying what one is
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    byte[] address;
    int length;
    try {
      address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
      length = slash < 0 ? bits(address) : Integer.parseInt(text.substring(slash + 1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is no network; write 10.0.0.0/8 or 2001:db8::/32".formatted(text), e);
    }
    if (length < 0 || length > bits(address)) {
      throw new IllegalArgumentException(
          "'%s': the length is from 0 to %d".formatted(text, bits(address)));
    }
    return new Network(address, length);
  }

  public boolean contains(InetAddress candidate) {
    byte[] bytes = candidate.getAddress();
    if (bytes.length != address.length) {
      return false;
    }
    int whole = length / Byte.SIZE;
    int rest = length % Byte.SIZE;
    int mask = rest == 0 ? 0 : 0xff << (Byte.SIZE - rest);
    return Arrays.equals(bytes, 0, whole, address, 0, whole)
        && (rest == 0 || ((bytes[whole] ^ address[whole]) & mask & 0xff) == 0);
  }

  private static int bits(byte[] address) {
    return address.length * Byte.SIZE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network that
        && length == that.length
        && Arrays.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) + length;
  }

  /** As it can be parsed. */
  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(address).getHostAddress() + "/" + length;
    } catch (UnknownHostException e) {
      throw new AssertionError("it has the length of an address", e);
    }
  }
}
