package io.dtabd.thriftmux;

import io.dtabd.dtab.Label;
import io.dtabd.dtab.Path;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** Writes the Thrift binary protocol. */
final class ThriftWriter {

  private static final int VERSION_1 = 0x8001_0000;

  private final ByteBuf out;

  ThriftWriter(ByteBuf out) {
    this.out = out;
  }

  ThriftWriter header(int messageType, String method, int sequence) {
    out.writeInt(VERSION_1 | messageType);
    text(method);
    out.writeInt(sequence);
    return this;
  }

  /** Begins a field that is a struct; {@link #stop} ends it. */
  ThriftWriter struct(int id) {
    return field(ThriftType.STRUCT, id);
  }

  /** Ends a struct. */
  ThriftWriter stop() {
    out.writeByte(ThriftType.STOP);
    return this;
  }

  /** A field that is a struct without fields. */
  ThriftWriter nothing(int id) {
    return struct(id).stop();
  }

  ThriftWriter i32(int id, int value) {
    field(ThriftType.I32, id);
    out.writeInt(value);
    return this;
  }

  ThriftWriter float64(int id, double value) {
    field(ThriftType.DOUBLE, id);
    out.writeDouble(value);
    return this;
  }

  ThriftWriter text(int id, String value) {
    field(ThriftType.STRING, id);
    text(value);
    return this;
  }

  ThriftWriter binary(int id, byte[] value) {
    field(ThriftType.STRING, id);
    out.writeInt(value.length);
    out.writeBytes(value);
    return this;
  }

  ThriftWriter path(int id, Path path) {
    list(id, ThriftType.STRING, path.size());
    for (Label label : path.labels()) {
      out.writeInt(label.latin1().length());
      out.writeCharSequence(label.latin1(), StandardCharsets.ISO_8859_1);
    }
    return this;
  }

  /** Begins a list; so many elements follow. */
  ThriftWriter list(int id, int elementType, int size) {
    return container(ThriftType.LIST, id, elementType, size);
  }

  /** Begins a set; so many elements follow. */
  ThriftWriter set(int id, int elementType, int size) {
    return container(ThriftType.SET, id, elementType, size);
  }

  /** Begins a map; so many keys follow, each with its value. */
  ThriftWriter map(int id, int keyType, int valueType, int size) {
    field(ThriftType.MAP, id);
    out.writeByte(keyType);
    out.writeByte(valueType);
    out.writeInt(size);
    return this;
  }

  /** An element of a list, or a key of a map. */
  ThriftWriter element(int value) {
    out.writeInt(value);
    return this;
  }

  /** What was written elsewhere, as it is. */
  ThriftWriter raw(ByteBuf written) {
    out.writeBytes(written);
    return this;
  }

  private void text(String value) {
    out.writeInt(ByteBufUtil.utf8Bytes(value));
    out.writeCharSequence(value, StandardCharsets.UTF_8);
  }

  private ThriftWriter container(int type, int id, int elementType, int size) {
    field(type, id);
    out.writeByte(elementType);
    out.writeInt(size);
    return this;
  }

  private ThriftWriter field(int type, int id) {
    out.writeByte(type);
    out.writeShort(id);
    return this;
  }
}
