package io.dtabd.mesh;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.grpc.GrpcErrors;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.store.Namespace;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.List;

/** What requests say. All of it comes from clients: what makes no sense is refused, saying why. */
final class MeshDecoder {

  /**
   * Of a question, which is kept as long as it is watched. A long path and a long local dtab fit,
   * as they do in the target of an HTTP request.
   */
  static final int MAX_QUESTION_BYTES = 64 * 1024;

  private MeshDecoder() {}

  /** Refuses a question that is too large to be kept. */
  static void checkKept(MessageLite question) throws StatusException {
    int bytes = question.getSerializedSize();
    if (bytes > MAX_QUESTION_BYTES) {
      throw GrpcErrors.invalid(
          "The question has %d bytes, path and dtab together; at most %d are kept"
              .formatted(bytes, MAX_QUESTION_BYTES));
    }
  }

  /** The namespace that a root names. */
  static Namespace namespace(boolean isGiven, Mesh.Path root) throws StatusException {
    if (!isGiven) {
      throw GrpcErrors.noNamespace();
    }
    Path path = path(root, "root");
    if (path.size() != 1) {
      throw GrpcErrors.invalid("Invalid root: `" + shown(path) + "` must have exactly one segment");
    }
    String name = path.label(0).text();
    try {
      return new Namespace(name);
    } catch (IllegalArgumentException e) {
      throw GrpcErrors.invalid("Invalid root: `" + shown(path) + "`: " + e.getMessage());
    }
  }

  /**
   * @param where in the request, for the error text; so below
   */
  static Path path(Mesh.Path path, String where) throws StatusException {
    var labels = new ArrayList<Label>(path.getElemsCount());
    for (ByteString elem : path.getElemsList()) {
      labels.add(label(elem, where));
    }
    return new Path(labels);
  }

  static Dtab dtab(Mesh.Dtab dtab) throws StatusException {
    if (dtab.getDentriesCount() == 0) {
      return Dtab.EMPTY;
    }
    var dentries = new ArrayList<Dentry>(dtab.getDentriesCount());
    for (Mesh.Dtab.Dentry dentry : dtab.getDentriesList()) {
      String where = "dtab.dentries[" + dentries.size() + "]";
      dentries.add(
          new Dentry(
              prefix(dentry.getPrefix(), where + ".prefix"),
              tree(dentry.getDst(), where + ".dst")));
    }
    return new Dtab(dentries);
  }

  static NameTree<Path> tree(Mesh.PathNameTree tree, String where) throws StatusException {
    return switch (tree.getNodeCase()) {
      case NEG -> NameTree.neg();
      case FAIL -> NameTree.fail();
      case EMPTY -> NameTree.empty();
      case LEAF -> NameTree.leaf(path(tree.getLeaf().getId(), where));
      case ALT -> {
        List<Mesh.PathNameTree> alternatives = tree.getAlt().getTreesList();
        var trees = new ArrayList<NameTree<Path>>(alternatives.size());
        for (Mesh.PathNameTree each : alternatives) {
          trees.add(tree(each, where));
        }
        yield new NameTree.Alt<>(trees);
      }
      case UNION -> {
        List<Mesh.PathNameTree.Union.Weighted> branches = tree.getUnion().getTreesList();
        var trees = new ArrayList<NameTree.Weighted<Path>>(branches.size());
        for (Mesh.PathNameTree.Union.Weighted each : branches) {
          trees.add(weighted(each, where));
        }
        yield new NameTree.Union<>(trees);
      }
      case NODE_NOT_SET ->
          throw GrpcErrors.invalid(
              where + " has a tree without a node: one of neg, fail, empty, alt, union, leaf");
    };
  }

  /** A weight that is not there is 0: that is how clients write it that know no presence. */
  private static NameTree.Weighted<Path> weighted(
      Mesh.PathNameTree.Union.Weighted branch, String where) throws StatusException {
    NameTree<Path> tree = tree(branch.getTree(), where);
    try {
      return new NameTree.Weighted<>(branch.getWeight(), tree);
    } catch (IllegalArgumentException e) {
      throw GrpcErrors.invalid(where + ": " + e.getMessage());
    }
  }

  private static Prefix prefix(Mesh.Dtab.Dentry.Prefix prefix, String where)
      throws StatusException {
    var elems = new ArrayList<Prefix.Elem>(prefix.getElemsCount());
    for (Mesh.Dtab.Dentry.Prefix.Elem elem : prefix.getElemsList()) {
      elems.add(
          switch (elem.getValueCase()) {
            case LABEL -> label(elem.getLabel(), where);
            case WILDCARD -> Prefix.Wildcard.ANY;
            case VALUE_NOT_SET ->
                throw GrpcErrors.invalid(where + " has an element without label or wildcard");
          });
    }
    return new Prefix(elems);
  }

  private static Label label(ByteString bytes, String where) throws StatusException {
    if (bytes.isEmpty()) {
      throw GrpcErrors.invalid(where + " has an empty label; a label has at least one byte");
    }
    return Label.of(bytes.toByteArray());
  }

  /** The beginning of a path that may be megabytes long. */
  private static String shown(Path path) {
    int labels = 20;
    return path.take(labels).show() + (path.size() > labels ? "/..." : "");
  }
}
