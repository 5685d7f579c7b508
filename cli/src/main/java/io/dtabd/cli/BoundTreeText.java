package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;

/** Bound trees, as the API gives them, for people: as a dtab would say it. */
final class BoundTreeText {

  /** A service has many addresses; these show which it is. */
  private static final int SHOWN_ADDRESSES = 5;

  private BoundTreeText() {}

  /** Such as {@code 9 * /#/io.l5d.fs/world-v1 & 1 * /#/io.l5d.fs/world-v2}. */
  static String of(JsonNode tree) {
    return text(tree, false);
  }

  /** The same, with the addresses of each name. */
  static String withAddresses(JsonNode tree) {
    return text(tree, true);
  }

  private static String text(JsonNode tree, boolean addresses) {
    return switch (tree.path("type").asText()) {
      case "leaf" ->
          leaf(tree.path("bound"))
              + (addresses ? " [" + addresses(tree.path("bound").path("addr")) + "]" : "");
      case "alt" -> {
        var branches = new StringJoiner(" | ");
        tree.path("alt").forEach(branch -> branches.add(nested(branch, addresses)));
        yield branches.toString();
      }
      case "union" -> {
        var branches = new StringJoiner(" & ");
        for (JsonNode branch : tree.path("union")) {
          String weight = number(branch.path("weight").asDouble());
          branches.add(weight + " * " + nested(branch.path("tree"), addresses));
        }
        yield branches.toString();
      }
      case "fail" -> "!";
      case "empty" -> "$";
      default -> "~";
    };
  }

  private static String nested(JsonNode tree, boolean addresses) {
    String type = tree.path("type").asText();
    String text = text(tree, addresses);
    return type.equals("alt") || type.equals("union") ? "(" + text + ")" : text;
  }

  private static String leaf(JsonNode bound) {
    String rest = bound.path("path").asText();
    return bound.path("id").asText() + (rest.equals("/") ? "" : " with the rest " + rest);
  }

  private static String addresses(JsonNode addr) {
    String type = addr.path("type").asText();
    if (!type.equals("bound")) {
      return type;
    }
    var shown = new StringJoiner(" ");
    JsonNode all = addr.path("addrs");
    for (int i = 0; i < Math.min(all.size(), SHOWN_ADDRESSES); i++) {
      shown.add(all.path(i).path("ip").asText() + ":" + all.path(i).path("port").asText());
    }
    int rest = all.size() - SHOWN_ADDRESSES;
    return all.isEmpty() ? "no addresses" : shown + (rest > 0 ? " and " + rest + " more" : "");
  }

  private static String number(double weight) {
    return weight == Math.rint(weight) && weight < 1e15
        ? Long.toString((long) weight)
        : Double.toString(weight);
  }
}
