package io.dtabd.thriftmux;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads the Thrift binary protocol. Everything comes from clients: a length is checked against the
 * bytes that are there before anything is made of it, and what is nested too deep is refused.
 */
final class ThriftReader {

  /** What is read nests five deep. This is for fields that are not known here and are skipped. */
  static final int MAX_NESTING = 32;

  /** The longest name of a method that is worth repeating in an error. */
  private static final int MAX_NAME_BYTES = 100;

  private static final int VERSION_MASK = 0xffff_0000;
  private static final int VERSION_1 = 0x8001_0000;

  /** The beginning of a message. */
  record Header(int messageType, String name, int sequence) {
    static final int CALL = 1;
    static final int REPLY = 2;
    static final int EXCEPTION = 3;
  }

  private final ByteBuf in;
  private int fieldType;
  private int fieldId;

  /**
   * @param in is read from, and stays the caller's
   */
  ThriftReader(ByteBuf in) {
    this.in = in;
  }

  /** Whether {@code bytes} begin with a message of the strict binary protocol. */
  static boolean isMessage(ByteBuf bytes) {
    return bytes.readableBytes() >= 4
        && (bytes.getInt(bytes.readerIndex()) & VERSION_MASK) == VERSION_1;
  }

  Header header() throws ThriftException {
    int version = i32();
    if ((version & VERSION_MASK) != VERSION_1) {
      throw ThriftException.protocol("not a message of Thrift's strict binary protocol");
    }
    int length = length();
    if (length > MAX_NAME_BYTES) {
      throw ThriftException.protocol("the name of the method has " + length + " bytes");
    }
    String name = in.readString(length, StandardCharsets.UTF_8);
    return new Header(version & 0xff, name, i32());
  }

  /** Goes to the next field of a struct; false at its end. The field is then read or skipped. */
  boolean nextField() throws ThriftException {
    fieldType = i8();
    if (fieldType == ThriftType.STOP) {
      return false;
    }
    require(2);
    fieldId = in.readShort();
    return true;
  }

  int fieldId() {
    return fieldId;
  }

  /**
   * Insists on the type of the field.
   *
   * @param what its name, for the error
   */
  void expect(int type, String what) throws ThriftException {
    expect(type, fieldType, what);
  }

  private static void expect(int type, int found, String what) throws ThriftException {
    if (found != type) {
      throw ThriftException.protocol(
          "%s is a %s, this is a %s"
              .formatted(what, ThriftType.name(type), ThriftType.name(found)));
    }
  }

  /** How many bytes are left. */
  int left() {
    return in.readableBytes();
  }

  int i32() throws ThriftException {
    require(4);
    return in.readInt();
  }

  double float64() throws ThriftException {
    require(8);
    return in.readDouble();
  }

  String text() throws ThriftException {
    return in.readString(length(), StandardCharsets.UTF_8);
  }

  byte[] binary() throws ThriftException {
    byte[] bytes = new byte[length()];
    in.readBytes(bytes);
    return bytes;
  }

  /** The number of elements of a list, all of which are of this type. */
  int list(int elementType, String what) throws ThriftException {
    int found = i8();
    int size = size();
    if (size > 0) {
      expect(elementType, found, "an element of " + what);
    }
    return size;
  }

  /** The number of entries of a map. */
  int map(int keyType, int valueType, String what) throws ThriftException {
    int keys = i8();
    int values = i8();
    int size = size();
    if (size > 0) {
      expect(keyType, keys, "a key of " + what);
      expect(valueType, values, "a value of " + what);
    }
    return size;
  }

  /** Passes over the field, whatever it is. */
  void skip() throws ThriftException {
    skip(fieldType, 0);
  }

  private void skip(int type, int depth) throws ThriftException {
    if (depth > MAX_NESTING) {
      throw ThriftException.protocol("nested more than " + MAX_NESTING + " deep");
    }
    switch (type) {
      case ThriftType.BOOL, ThriftType.BYTE -> pass(1);
      case ThriftType.I16 -> pass(2);
      case ThriftType.I32 -> pass(4);
      case ThriftType.I64, ThriftType.DOUBLE -> pass(8);
      case ThriftType.STRING -> pass(length());
      case ThriftType.STRUCT -> {
        while (nextField()) {
          skip(fieldType, depth + 1);
        }
      }
      case ThriftType.SET, ThriftType.LIST -> {
        int elements = i8();
        int size = size();
        for (int i = 0; i < size; i++) {
          skip(elements, depth + 1);
        }
      }
      case ThriftType.MAP -> {
        int keys = i8();
        int values = i8();
        int size = size();
        for (int i = 0; i < size; i++) {
          skip(keys, depth + 1);
          skip(values, depth + 1);
        }
      }
      default -> throw ThriftException.protocol("there is no " + ThriftType.name(type));
    }
  }

  private int i8() throws ThriftException {
    require(1);
    return in.readByte();
  }

  private int length() throws ThriftException {
    int length = i32();
    if (length < 0) {
      throw ThriftException.protocol("a negative length: " + length);
    }
    require(length);
    return length;
  }

  /** Every element has at least a byte. */
  private int size() throws ThriftException {
    int size = i32();
    if (size < 0) {
      throw ThriftException.protocol("a negative size: " + size);
    }
    require(size);
    return size;
  }

  private void pass(int bytes) throws ThriftException {
    require(bytes);
    in.skipBytes(bytes);
  }

  private void require(int bytes) throws ThriftException {
    if (in.readableBytes() < bytes) {
      throw ThriftException.protocol(
          "cut short: %d more bytes should follow, there are %d"
              .formatted(bytes, in.readableBytes()));
    }
  }
}
