package io.dtabd.net.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Header fields in their order. Names are compared without regard to case. Immutable. */
public record Headers(List<Field> fields) {

  public static final Headers NONE = new Headers(List.of());

  /**
   * @param name a token, as RFC 9110 has it
   * @param value without line breaks and other control characters
   */
  public record Field(String name, String value) {

    /**
     * @throws IllegalArgumentException if either could be taken for something else on the wire
     */
    public Field {
      if (!isToken(name)) {
        throw new IllegalArgumentException("not a header name: '" + name + "'");
      }
      if (!isValue(value)) {
        throw new IllegalArgumentException(
            "the value of header " + name + " has a control character");
      }
    }

    // Loops, since each request and each answer has some fields, and streams are garbage.
    private static boolean isToken(String name) {
      for (int i = 0; i < name.length(); i++) {
        if (!isTokenChar(name.charAt(i))) {
          return false;
        }
      }
      return !name.isEmpty();
    }

    private static boolean isValue(String value) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
          return false;
        }
      }
      return true;
    }

    private static boolean isTokenChar(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
  }

  public Headers {
    fields = List.copyOf(fields);
  }

  public static Headers of(String name, String value) {
    return new Headers(List.of(new Field(name, value)));
  }

  /** These and one more; those of the same name stay. */
  public Headers with(String name, String value) {
    var more = new ArrayList<Field>(fields.size() + 1);
    more.addAll(fields);
    more.add(new Field(name, value));
    return new Headers(more);
  }

  /** The first value of that name, or null if there is none. */
  public @Nullable String first(String name) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return null;
  }

  /** All values of that name in their order. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}
