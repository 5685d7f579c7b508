package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dtabd.dtab.Path;
import io.dtabd.naming.DelegateTree;
import java.io.IOException;
import java.util.OptionalDouble;

/** A delegation as JSON, every step with its path and the dentry that led to it. */
final class DelegateTreeJson {

  private static final Path SYSTEM_FAIL = Path.of("$", "fail");

  private DelegateTreeJson() {}

  static void write(DelegateTree tree, JsonGenerator out) throws IOException {
    out.writeStartObject();
    switch (tree) {
      case DelegateTree.Neg neg -> {
        head("neg", neg.path().isEmpty() ? "~" : neg.path().show(), tree, out);
      }
      case DelegateTree.Fail fail -> {
        boolean named = fail.path().startsWith(SYSTEM_FAIL);
        head("fail", named ? fail.path().show() : "!", tree, out);
      }
      case DelegateTree.Empty _ -> head("empty", tree.path().show(), tree, out);
      case DelegateTree.Leaf leaf -> {
        head("leaf", tree.path().show(), tree, out);
        BoundTreeJson.writeBound(leaf.bound(), OptionalDouble.empty(), out);
      }
      case DelegateTree.Delegate delegate -> {
        head("delegate", tree.path().show(), tree, out);
        out.writeFieldName("delegate");
        write(delegate.tree(), out);
      }
      case DelegateTree.Alt alt -> {
        head("alt", tree.path().show(), tree, out);
        out.writeArrayFieldStart("alt");
        for (DelegateTree child : alt.trees()) {
          write(child, out);
        }
        out.writeEndArray();
      }
      case DelegateTree.Union union -> {
        head("union", tree.path().show(), tree, out);
        out.writeArrayFieldStart("union");
        for (DelegateTree.Weighted branch : union.trees()) {
          out.writeStartObject();
          out.writeNumberField("weight", branch.weight());
          out.writeFieldName("tree");
          write(branch.tree(), out);
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      case DelegateTree.Failure failure -> {
        head("exception", tree.path().show(), tree, out);
        out.writeStringField("message", failure.reason());
      }
    }
    out.writeEndObject();
  }

  private static void head(String type, String path, DelegateTree tree, JsonGenerator out)
      throws IOException {
    out.writeStringField("type", type);
    out.writeStringField("path", path);
    if (tree.dentry().isPresent()) {
      out.writeFieldName("dentry");
      DtabJson.write(tree.dentry().get(), out);
    }
  }
}
