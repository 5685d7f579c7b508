package io.dtabd.testing.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.Path;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Asks for trees as plain Thrift clients do, and writes them down in a form to compare. */
public final class ThriftTrees implements AutoCloseable {

  private final Socket socket;

  public ThriftTrees(InetSocketAddress server) throws IOException {
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
  }

  /** Or why it cannot be bound; so below. */
  public String bound(String namespace, String... path) throws IOException {
    return answer(Wire.bind("", namespace, "", path), ThriftTrees::bound);
  }

  public String delegated(String namespace, String... path) throws IOException {
    return answer(Wire.delegate("", namespace, "", path), ThriftTrees::delegated);
  }

  private String answer(byte[] call, Function<Tree, String> form) throws IOException {
    var out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(call.length);
    out.write(call);
    var in = new DataInputStream(socket.getInputStream());
    byte[] answer = in.readNBytes(in.readInt());
    Wire.Message message = Wire.read(ByteBuffer.wrap(answer));
    if (message.struct().containsKey(1)) {
      return new String(((String) message.at(1, 1)).getBytes(ISO_8859_1), UTF_8);
    }
    return form.apply(new Tree(fields(message.at(0, 2, 1)), (Map<?, ?>) message.at(0, 2, 2)));
  }

  /** A node and all that it may refer to. */
  private record Tree(Map<?, ?> node, Map<?, ?> others) {

    Tree at(Object number) {
      return new Tree(fields(Objects.requireNonNull(others.get(number))), others);
    }

    Map<?, ?> field(int number) {
      return fields(ThriftTrees.field(node, number));
    }
  }

  private static String bound(Tree tree) {
    return switch (kind(tree.node)) {
      case 1 -> "neg";
      case 2 -> "empty";
      case 3 -> "fail";
      case 4 -> "leaf " + name(tree.field(4));
      case 5 -> "alt";
      case 6 -> "union" + weighted(tree, field(tree.node, 6), ThriftTrees::bound);
      default -> "not set";
    };
  }

  private static String delegated(Tree tree) {
    var contents = new Tree(tree.field(3), tree.others);
    Object value = field(contents.node, kind(contents.node));
    String path = path(field(tree.node, 1));
    String kind =
        List.of("exception", "empty", "fail", "neg", "delegate", "leaf", "", "alt", "union")
            .get(kind(contents.node) - 1);
    String rest =
        switch (kind) {
          case "exception" -> new String(((String) value).getBytes(ISO_8859_1), UTF_8);
          case "delegate" -> delegated(tree.at(value));
          case "leaf" -> name(fields(value));
          case "alt" -> {
            var all = new ArrayList<String>();
            ((List<?>) value).forEach(number -> all.add(delegated(tree.at(number))));
            yield "(" + String.join(", ", all) + ")";
          }
          case "union" -> weighted(tree, value, ThriftTrees::delegated);
          default -> "";
        };
    boolean isSign =
        (kind.equals("neg") && path.equals("/"))
            || (kind.equals("fail") && !path.startsWith("/$/fail"));
    String dentry = new String(((String) field(tree.node, 2)).getBytes(ISO_8859_1), UTF_8);
    return "%s %s [%s] %s".formatted(kind, isSign ? "" : path, Dtab.read(dentry).show(), rest);
  }

  private static String weighted(Tree tree, Object branches, Function<Tree, String> form) {
    var all = new ArrayList<String>();
    for (Object branch : (List<?>) branches) {
      Map<?, ?> fields = fields(branch);
      all.add(field(fields, 1) + " " + form.apply(tree.at(field(fields, 2))));
    }
    return "(" + String.join(", ", all) + ")";
  }

  private static int kind(Map<?, ?> union) {
    return (Integer) union.keySet().iterator().next();
  }

  private static String name(Map<?, ?> bound) {
    return path(field(bound, 1)) + " " + path(field(bound, 2));
  }

  private static String path(Object labels) {
    var path = new ArrayList<Label>();
    ((List<?>) labels).forEach(label -> path.add(Label.of(((String) label).getBytes(ISO_8859_1))));
    return new Path(path).show();
  }

  private static Object field(Map<?, ?> struct, int number) {
    return Objects.requireNonNull(struct.get(number), "no field " + number);
  }

  private static Map<?, ?> fields(Object struct) {
    return (Map<?, ?>) struct;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
