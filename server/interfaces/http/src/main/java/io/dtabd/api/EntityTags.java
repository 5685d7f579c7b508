package io.dtabd.api;

import io.dtabd.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an {@code If-Match} or {@code If-None-Match} names. A tag is the base64 of a version, bare
 * as namerctl sends it or in quotes as the standard has it.
 *
 * @param any whether it is {@code *}: any version, as long as there is one
 * @param versions those that are named; what is not base64 names no version and is not in it
 */
record EntityTags(boolean any, List<Version> versions) {

  EntityTags {
    versions = List.copyOf(versions);
  }

  /** Tags marked weak count, as they do for {@code If-None-Match}. */
  static Optional<EntityTags> weak(List<String> headers) {
    return read(headers, true);
  }

  /** Tags marked weak do not count, as they do not for {@code If-Match}. */
  static Optional<EntityTags> strong(List<String> headers) {
    return read(headers, false);
  }

  boolean matches(Version version) {
    return any || versions.contains(version);
  }

  private static Optional<EntityTags> read(List<String> headers, boolean weakCount) {
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    boolean any = false;
    var versions = new ArrayList<Version>();
    for (String header : headers) {
      for (String part : header.split(",")) {
        String tag = part.strip();
        boolean weak = tag.startsWith("W/");
        if (tag.equals("*")) {
          any = true;
        } else if (!tag.isEmpty() && (weakCount || !weak)) {
          Version.fromBase64(unquoted(weak ? tag.substring(2) : tag)).ifPresent(versions::add);
        }
      }
    }
    return Optional.of(new EntityTags(any, versions));
  }

  private static String unquoted(String tag) {
    boolean quoted = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
    return quoted ? tag.substring(1, tag.length() - 1) : tag;
  }
}
