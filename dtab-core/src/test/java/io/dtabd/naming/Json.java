package io.dtabd.naming;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/** The JSON that recordings of the HTTP API hold, addresses sorted. */
final class Json {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Path FAIL = Path.of("$", "fail");

  private Json() {}

  static ObjectNode tree(NameTree<BoundName> tree) {
    return switch (tree) {
      case NameTree.Leaf<BoundName>(var bound) -> type("leaf").set("bound", bound(bound));
      case NameTree.Neg<BoundName> _ -> type("neg");
      case NameTree.Fail<BoundName> _ -> type("fail");
      case NameTree.Empty<BoundName> _ -> type("empty");
      case NameTree.Alt<BoundName>(var trees) ->
          type("alt").set("alt", list(trees.stream().map(Json::tree).toList()));
      case NameTree.Union<BoundName>(var trees) ->
          type("union")
              .set(
                  "union",
                  list(
                      trees.stream()
                          .map(each -> weighted(each.weight(), tree(each.tree())))
                          .toList()));
    };
  }

  static ObjectNode delegate(DelegateTree tree) {
    String type =
        switch (tree) {
          case DelegateTree.Neg _ -> "neg";
          case DelegateTree.Fail _ -> "fail";
          case DelegateTree.Empty _ -> "empty";
          case DelegateTree.Leaf _ -> "leaf";
          case DelegateTree.Delegate _ -> "delegate";
          case DelegateTree.Alt _ -> "alt";
          case DelegateTree.Union _ -> "union";
          case DelegateTree.Failure _ -> "exception";
        };
    String path =
        switch (tree) {
          case DelegateTree.Neg neg when neg.path().isEmpty() -> "~";
          case DelegateTree.Fail fail when !fail.path().startsWith(FAIL) -> "!";
          default -> tree.path().show();
        };
    ObjectNode node = type(type).put("path", path);
    tree.dentry().ifPresent(dentry -> node.set("dentry", dentry(dentry)));
    switch (tree) {
      case DelegateTree.Leaf leaf -> node.set("bound", bound(leaf.bound()));
      case DelegateTree.Delegate it -> node.set("delegate", delegate(it.tree()));
      case DelegateTree.Alt alt ->
          node.set("alt", list(alt.trees().stream().map(Json::delegate).toList()));
      case DelegateTree.Union union ->
          node.set(
              "union",
              list(
                  union.trees().stream()
                      .map(each -> weighted(each.weight(), delegate(each.tree())))
                      .toList()));
      case DelegateTree.Failure failure -> node.put("message", failure.reason());
      case DelegateTree.Neg _, DelegateTree.Fail _, DelegateTree.Empty _ -> {}
    }
    return node;
  }

  static ObjectNode addr(State<Addr> addr, OptionalDouble weight) {
    return switch (addr) {
      case State.Pending<Addr> _ -> type("pending");
      case State.Failed<Addr>(var reason) -> type("failed").put("cause", reason);
      case State.Ok<Addr>(Addr.Neg _) -> type("neg");
      case State.Ok<Addr>(Addr.Bound bound) -> {
        ObjectNode node = type("bound");
        node.set(
            "addrs",
            list(
                bound.endpoints().stream()
                    .map(Json::endpoint)
                    .sorted(Comparator.comparing(ObjectNode::toString))
                    .toList()));
        ObjectNode meta = NODES.objectNode();
        weight.ifPresent(w -> meta.put("namer_nametree_weight", w));
        yield node.set("meta", meta);
      }
    };
  }

  private static ObjectNode endpoint(Endpoint endpoint) {
    ObjectNode meta = NODES.objectNode();
    endpoint.weight().ifPresent(w -> meta.put("endpoint_addr_weight", w));
    return NODES
        .objectNode()
        .put("ip", endpoint.ip().getHostAddress())
        .put("port", endpoint.port())
        .set("meta", meta);
  }

  private static ObjectNode bound(BoundName bound) {
    ObjectNode node = NODES.objectNode();
    node.set("addr", addr(bound.addr().now(), bound.weight()));
    return node.put("id", bound.id().show()).put("path", bound.residual().show());
  }

  private static ObjectNode dentry(Dentry dentry) {
    return NODES
        .objectNode()
        .put("prefix", dentry.prefix().show())
        .put("dst", NameTree.show(dentry.dst()));
  }

  private static ObjectNode weighted(double weight, ObjectNode tree) {
    return NODES.objectNode().put("weight", weight).set("tree", tree);
  }

  private static ArrayNode list(List<ObjectNode> nodes) {
    return NODES.arrayNode().addAll(nodes);
  }

  private static ObjectNode type(String type) {
    return NODES.objectNode().put("type", type);
  }
}
