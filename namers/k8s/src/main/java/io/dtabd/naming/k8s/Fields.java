package io.dtabd.naming.k8s;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What fields of objects mean that are left out, or are {@code null} explicitly. */
final class Fields {

  private Fields() {}

  static <E> List<E> list(@Nullable List<E> elements) {
    return elements == null ? List.of() : elements;
  }

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /**
   * Proxies speak TCP; ports of other protocols are passed over.
   *
   * @param protocol of a port; TCP if it does not say
   */
  static boolean isTcp(@Nullable String protocol) {
    return protocol == null || protocol.isEmpty() || protocol.equals("TCP");
  }
}
