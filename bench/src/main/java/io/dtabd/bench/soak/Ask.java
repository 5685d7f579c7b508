package io.dtabd.bench.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Something to ask dtabd, once or as a stream, and how to tell whether what a stream said last is
 * what is true now.
 *
 * @param target of the request, without {@code watch}
 */
record Ask(Kind kind, String target) {

  /** What may follow a namespace or be left out: the request's own dtab comes in it. */
  enum Kind {
    NAMESPACES,
    DTAB,
    BIND,
    RESOLVE,
    ADDR,
    BOUND_NAMES
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESOLVE = "/api/1/resolve/";
  private static final String BIND = "/api/1/bind/";

  String watching() {
    return target + (target.contains("?") ? "&" : "?") + "watch=true";
  }

  /**
   * Whose whole answer tells what the stream has to say. A stream of addresses that were picked by
   * weight is right with those of any branch, so the tree is asked for.
   */
  String judge() {
    return kind == Kind.RESOLVE ? target.replace(RESOLVE, BIND) : target;
  }

  /**
   * Whether {@code last} is right where {@link #judge} answers {@code present}.
   *
   * @param last a line of the stream
   * @throws JsonProcessingException if either is not JSON
   */
  boolean isRight(String last, String present) throws JsonProcessingException {
    JsonNode said = JSON.readTree(last);
    JsonNode truth = JSON.readTree(present);
    return switch (kind) {
      case NAMESPACES, DTAB, ADDR, BOUND_NAMES -> said.equals(truth);
      // The addresses within a tree are told when it changes; streams of addresses follow them.
      case BIND -> withoutAddresses(said).equals(withoutAddresses(truth));
      case RESOLVE -> addresses(truth).contains(said);
    };
  }

  private static JsonNode withoutAddresses(JsonNode tree) {
    tree.findParents("addr").forEach(leaf -> ((ObjectNode) leaf).remove("addr"));
    return tree;
  }

  /** Of every leaf; that there are none, if there is no leaf. */
  private static Set<JsonNode> addresses(JsonNode tree) {
    var all = new HashSet<JsonNode>();
    for (JsonNode addr : tree.findValues("addr")) {
      if (addr.path("meta") instanceof ObjectNode meta) {
        meta.remove("namer_nametree_weight");
      }
      all.add(addr);
    }
    if (all.isEmpty()) {
      all.add(JSON.createObjectNode().put("type", "neg"));
    }
    return all;
  }
}
