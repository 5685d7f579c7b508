package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dtabd.dtab.NameTree;
import io.dtabd.naming.BoundName;
import java.io.IOException;
import java.util.OptionalDouble;

/** A tree of bound names as JSON, each with the addresses that it has at the moment of writing. */
final class BoundTreeJson {

  private BoundTreeJson() {}

  static void write(NameTree<BoundName> tree, JsonGenerator out) throws IOException {
    out.writeStartObject();
    switch (tree) {
      case NameTree.Neg<BoundName> _ -> out.writeStringField("type", "neg");
      case NameTree.Fail<BoundName> _ -> out.writeStringField("type", "fail");
      case NameTree.Empty<BoundName> _ -> out.writeStringField("type", "empty");
      case NameTree.Leaf<BoundName>(var name) -> {
        out.writeStringField("type", "leaf");
        writeBound(name, name.weight(), out);
      }
      case NameTree.Alt<BoundName>(var trees) -> {
        out.writeStringField("type", "alt");
        out.writeArrayFieldStart("alt");
        for (NameTree<BoundName> child : trees) {
          write(child, out);
        }
        out.writeEndArray();
      }
      case NameTree.Union<BoundName>(var branches) -> {
        out.writeStringField("type", "union");
        out.writeArrayFieldStart("union");
        for (NameTree.Weighted<BoundName> branch : branches) {
          out.writeStartObject();
          out.writeNumberField("weight", branch.weight());
          out.writeFieldName("tree");
          write(branch.tree(), out);
          out.writeEndObject();
        }
        out.writeEndArray();
      }
    }
    out.writeEndObject();
  }

  /** The field {@code bound} of a leaf. */
  static void writeBound(BoundName name, OptionalDouble weight, JsonGenerator out)
      throws IOException {
    out.writeObjectFieldStart("bound");
    out.writeFieldName("addr");
    AddrJson.write(name.addr().now(), weight, out);
    out.writeStringField("id", name.id().show());
    out.writeStringField("path", name.residual().show());
    out.writeEndObject();
  }
}
