package io.dtabd.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A dtab as a server gave it.
 *
 * @param version as its ETag stood there; empty if it sent none
 */
record FetchedDtab(String version, List<DentryText> dentries) {

  FetchedDtab {
    dentries = List.copyOf(dentries);
  }

  /** One dentry a line, destinations in a column. */
  String pretty() {
    int width = dentries.stream().mapToInt(dentry -> dentry.prefix().length()).max().orElse(0);
    var out = new StringBuilder();
    for (DentryText dentry : dentries) {
      out.append(dentry.prefix())
          .repeat(' ', width - dentry.prefix().length())
          .append("  => ")
          .append(dentry.dst())
          .append(" ;\n");
    }
    return out.toString();
  }

  /** Everything on one line. */
  String oneLine() {
    var out = new StringBuilder();
    for (DentryText dentry : dentries) {
      out.append(dentry.prefix()).append("=>").append(dentry.dst()).append(';');
    }
    return out.toString();
  }

  /** {@code {"version": ..., "dtab": [...]}}, which {@code update} takes back. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", version);
    var dtab = json.putArray("dtab");
    for (DentryText dentry : dentries) {
      dtab.addObject().put("prefix", dentry.prefix()).put("dst", dentry.dst());
    }
    return json;
  }
}
