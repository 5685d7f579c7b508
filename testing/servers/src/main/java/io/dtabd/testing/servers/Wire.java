package io.dtabd.testing.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The Thrift binary protocol without a schema, written for tests apart from what they test: structs
 * are maps by field number, strings are texts of a char a byte, lists and sets are lists.
 */
public final class Wire {

  /** A message: its kind, what it calls, and its struct. */
  public record Message(int kind, String name, int sequence, Map<Integer, Object> struct) {

    /** The struct in a field of a struct in it, and so on. */
    public Object at(int... fields) {
      Object at = struct;
      for (int field : fields) {
        at = Objects.requireNonNull(((Map<?, ?>) at).get(field), "no field " + field);
      }
      return at;
    }

    public String stamp() {
      return (String) at(0, 1);
    }
  }

  public static final int CALL = 1;
  public static final int REPLY = 2;
  public static final int EXCEPTION = 3;

  private Wire() {}

  public static byte[] bind(String stamp, String namespace, String dtab, String... path) {
    return call(
        "bind", fields(1, dtab, 2, fields(1, stamp, 2, List.of((Object[]) path), 3, namespace)));
  }

  public static byte[] addr(String stamp, String... id) {
    return call("addr", fields(1, fields(1, stamp, 2, List.of((Object[]) id), 3, "")));
  }

  public static byte[] dtab(String stamp, String namespace) {
    return call("dtab", fields(1, stamp, 2, namespace));
  }

  /** Of one name, as Linkerd's admin page asks it. */
  public static byte[] delegate(String stamp, String namespace, String dtab, String... path) {
    Map<Integer, Object> leaf = fields(7, List.of((Object[]) path));
    Map<Integer, Object> root = fields(1, List.of((Object[]) path), 2, "/x=>~", 3, leaf);
    return call("delegate", fields(1, dtab, 2, fields(1, stamp, 2, fields(1, root), 3, namespace)));
  }

  public static byte[] call(String method, Map<Integer, Object> request) {
    return message(CALL, method, 7, fields(1, request));
  }

  public static byte[] message(int kind, String method, int sequence, Map<Integer, Object> struct) {
    return written(
        out -> {
          out.writeInt(0x80010000 | kind);
          write(method, out);
          out.writeInt(sequence);
          write(struct, out);
        });
  }

  /** A struct: field number, value, and so on. */
  public static Map<Integer, Object> fields(Object... numbersAndValues) {
    var fields = new TreeMap<Integer, Object>();
    for (int i = 0; i < numbersAndValues.length; i += 2) {
      fields.put((Integer) numbersAndValues[i], numbersAndValues[i + 1]);
    }
    return fields;
  }

  public static String utf8(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  public interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  public static byte[] written(Writing writing) {
    var bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static int type(Object value) {
    return switch (value) {
      case Integer _ -> 8;
      case Double _ -> 4;
      case String _ -> 11;
      case Map<?, ?> map when map instanceof TreeMap -> 12;
      case Map<?, ?> _ -> 13;
      case List<?> _ -> 15;
      default -> throw new IllegalArgumentException(value.getClass().getName());
    };
  }

  private static void write(Object value, DataOutputStream out) throws IOException {
    switch (value) {
      case Integer number -> out.writeInt(number);
      case Double number -> out.writeDouble(number);
      case String text -> {
        out.writeInt(text.length());
        out.write(text.getBytes(ISO_8859_1));
      }
      case TreeMap<?, ?> struct -> {
        for (Map.Entry<?, ?> field : struct.entrySet()) {
          out.writeByte(type(field.getValue()));
          out.writeShort((Integer) field.getKey());
          write(field.getValue(), out);
        }
        out.writeByte(0);
      }
      case Map<?, ?> map -> {
        out.writeByte(8);
        out.writeByte(12);
        out.writeInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          write(entry.getKey(), out);
          write(entry.getValue(), out);
        }
      }
      case List<?> list -> {
        out.writeByte(list.isEmpty() ? 11 : type(list.getFirst()));
        out.writeInt(list.size());
        for (Object each : list) {
          write(each, out);
        }
      }
      default -> throw new IllegalArgumentException(value.getClass().getName());
    }
  }

  public static Message read(ByteBuffer in) {
    int kind = in.getInt() & 0xff;
    String name = text(in);
    var message = new Message(kind, name, in.getInt(), struct(in));
    if (in.hasRemaining()) {
      throw new AssertionError(in.remaining() + " bytes behind the message");
    }
    return message;
  }

  private static Map<Integer, Object> struct(ByteBuffer in) {
    var fields = new TreeMap<Integer, Object>();
    for (int type = in.get(); type != 0; type = in.get()) {
      int id = in.getShort();
      fields.put(id, value(type, in));
    }
    return fields;
  }

  private static Object value(int type, ByteBuffer in) {
    return switch (type) {
      case 4 -> in.getDouble();
      case 8 -> in.getInt();
      case 11 -> text(in);
      case 12 -> struct(in);
      case 13 -> {
        int keys = in.get();
        int values = in.get();
        int size = in.getInt();
        var map = new TreeMap<Integer, Object>();
        for (int i = 0; i < size; i++) {
          map.put((Integer) value(keys, in), value(values, in));
        }
        yield map;
      }
      case 14 -> {
        List<Object> list = list(in);
        yield new HashSet<>(list);
      }
      case 15 -> list(in);
      default -> throw new AssertionError("type " + type);
    };
  }

  private static List<Object> list(ByteBuffer in) {
    int type = in.get();
    int size = in.getInt();
    var list = new ArrayList<Object>();
    for (int i = 0; i < size; i++) {
      list.add(value(type, in));
    }
    return list;
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, ISO_8859_1);
  }

  public static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
