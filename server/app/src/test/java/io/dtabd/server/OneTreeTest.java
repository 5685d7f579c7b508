package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.dtabd.config.Config;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Label;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.testing.servers.ThriftTrees;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tree is the same over every interface: random dtabs are bound and delegated over each of them,
 * and what comes back is written down in one form.
 */
class OneTreeTest {

  private static final int DTABS = 300;
  private static final long SEED = 5;

  /** Of messages. A table that loops is delegated a hundred steps deep, of some messages each. */
  private static final int MAX_NESTING = 10_000;

  private static final String NAMESPACE = "random";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Bound, not there, ended by a utility, with a residual path, and led on by other dentries. */
  private static final List<String> LEAVES =
      List.of(
          "/#/io.l5d.fs/one",
          "/#/io.l5d.fs/two/rest",
          "/#/io.l5d.fs/none",
          "/$/inet/127.0.0.1/80/rest/\\x2f",
          "/$/fail/why",
          "/$/nil",
          "/b",
          "/c/x",
          "/unknown");

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Random random = new Random(SEED);

  @Test
  void aTreeIsTheSameOverHttpGrpcAndThrift() throws Exception {
    Files.writeString(folder.resolve("one"), "127.0.0.1 7001\n");
    Files.writeString(folder.resolve("two"), "127.0.0.1 7002\n");
    try (Dtabd dtabd = Dtabd.start(config())) {
      ManagedChannel mesh =
          NettyChannelBuilder.forAddress(address(dtabd, "io.l5d.mesh")).usePlaintext().build();
      // A union does not wait for long for a namer that has just begun.
      await().until(() -> get(uri(dtabd, "/api/1/bound-names")).body().contains("/two"));
      try (var thrift = new ThriftTrees(address(dtabd, "io.l5d.thriftNameInterpreter"))) {
        for (int i = 0; i < DTABS; i++) {
          String dtab = "/a => " + tree(3) + " ; /b => " + tree(2) + " ; /c/* => " + tree(1);
          put(dtabd, dtab);

          String bound = boundByHttp(dtabd);
          assertThat(boundByGrpc(mesh)).as(dtab).isEqualTo(bound);
          assertThat(thrift.bound(NAMESPACE, "a", "r")).as(dtab).isEqualTo(bound);
          String delegated = delegatedByHttp(dtabd);
          assertThat(delegatedByGrpc(mesh)).as(dtab).isEqualTo(delegated);
          assertThat(thrift.delegated(NAMESPACE, "a", "r")).as(dtab).isEqualTo(delegated);
        }
      } finally {
        mesh.shutdownNow();
      }
    }
  }

  private String tree(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 6)) {
      case 0 -> "~";
      case 1 -> random.nextInt(3) == 0 ? "!" : "$";
      case 2, 3, 4, 5 -> LEAVES.get(random.nextInt(LEAVES.size()));
      case 6, 7 -> "(" + branches(depth, " | ", "") + ")";
      default -> "(" + branches(depth, " & ", random.nextInt(3) + ".5 * ") + ")";
    };
  }

  private String branches(int depth, String between, String weight) {
    return random
        .ints(2 + random.nextInt(2))
        .mapToObj(_ -> weight + tree(depth - 1))
        .collect(Collectors.joining(between));
  }

  private Config config() throws Exception {
    String yaml =
        """
        admin: {port: 0}
        storage: {kind: io.l5d.inMemory}
        namers:
        - {kind: io.l5d.fs, rootDir: '%s'}
        interfaces:
        - {kind: io.l5d.httpController, port: 0}
        - {kind: io.l5d.mesh, port: 0}
        - {kind: io.l5d.thriftNameInterpreter, port: 0}
        """
            .formatted(folder);
    return Config.read("test", new ByteArrayInputStream(yaml.getBytes(UTF_8)));
  }

  private static InetSocketAddress address(Dtabd dtabd, String kind) {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), dtabd.address(kind).orElseThrow().getPort());
  }

  private void put(Dtabd dtabd, String dtab) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(dtabd, "/api/1/dtabs/" + NAMESPACE))
            .header("Content-Type", "application/dtab")
            .PUT(BodyPublishers.ofString(dtab))
            .build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).as(dtab).isEqualTo(204);
  }

  /** Of a table that loops, why it cannot be bound; so below. */
  private String boundByHttp(Dtabd dtabd) throws Exception {
    HttpResponse<String> answer = get(dtabd, "bind");
    return answer.statusCode() == 200 ? bound(JSON.readTree(answer.body())) : answer.body().strip();
  }

  private String delegatedByHttp(Dtabd dtabd) throws Exception {
    HttpResponse<String> answer = get(dtabd, "delegate");
    return answer.statusCode() == 200
        ? delegated(JSON.readTree(answer.body()))
        : answer.body().strip();
  }

  private HttpResponse<String> get(Dtabd dtabd, String what) throws Exception {
    String path =
        "/api/1/%s/%s?path=%s".formatted(what, NAMESPACE, URLEncoder.encode("/a/r", UTF_8));
    return get(uri(dtabd, path));
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static URI uri(Dtabd dtabd, String path) {
    int port = address(dtabd, "io.l5d.httpController").getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static String boundByGrpc(ManagedChannel mesh) {
    var request =
        Mesh.BindReq.newBuilder().setRoot(wire(NAMESPACE)).setName(wire("a", "r")).build();
    try {
      return bound(
          call(mesh, "Interpreter/GetBoundTree", request, Mesh.BoundTreeRsp.getDefaultInstance())
              .getTree());
    } catch (StatusRuntimeException e) {
      return String.valueOf(e.getStatus().getDescription());
    }
  }

  private static String delegatedByGrpc(ManagedChannel mesh) {
    var leaf = Mesh.PathNameTree.Leaf.newBuilder().setId(wire("a", "r"));
    var request =
        Mesh.DelegateTreeReq.newBuilder()
            .setRoot(wire(NAMESPACE))
            .setTree(Mesh.PathNameTree.newBuilder().setLeaf(leaf))
            .build();
    var none = Mesh.DelegateTreeRsp.getDefaultInstance();
    try {
      return delegated(call(mesh, "Delegator/GetDelegateTree", request, none).getTree());
    } catch (StatusRuntimeException e) {
      return String.valueOf(e.getStatus().getDescription());
    }
  }

  private static <Q extends Message, A extends Message> A call(
      ManagedChannel mesh, String method, Q request, A answer) {
    @SuppressWarnings("unchecked") // that of a message of this type is of this type
    Q defaults = (Q) request.getDefaultInstanceForType();
    return ClientCalls.blockingUnaryCall(
        mesh,
        MethodDescriptor.<Q, A>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("io.linkerd.mesh." + method)
            .setRequestMarshaller(ProtoUtils.marshaller(defaults))
            .setResponseMarshaller(ProtoUtils.marshallerWithRecursionLimit(answer, MAX_NESTING))
            .build(),
        CallOptions.DEFAULT,
        request);
  }

  private static Mesh.Path wire(String... labels) {
    var path = Mesh.Path.newBuilder();
    for (String label : labels) {
      path.addElems(ByteString.copyFromUtf8(label));
    }
    return path.build();
  }

  private static String bound(JsonNode tree) {
    String type = tree.get("type").asText();
    return switch (type) {
      case "leaf" ->
          "leaf " + tree.at("/bound/id").asText() + " " + tree.at("/bound/path").asText();
      case "union" ->
          joined(
              "union",
              tree.get("union")
                  .valueStream()
                  .map(b -> b.get("weight").asDouble() + " " + bound(b.get("tree")))
                  .toList());
      default -> type;
    };
  }

  private static String bound(Mesh.BoundNameTree tree) {
    return switch (tree.getNodeCase()) {
      case LEAF ->
          "leaf " + show(tree.getLeaf().getId()) + " " + show(tree.getLeaf().getResidual());
      case UNION ->
          joined(
              "union",
              tree.getUnion().getTreesList().stream()
                  .map(b -> b.getWeight() + " " + bound(b.getTree()))
                  .toList());
      case NEG, FAIL, EMPTY, ALT -> lower(tree.getNodeCase());
      case NODE_NOT_SET -> "not set";
    };
  }

  private static String delegated(JsonNode tree) {
    String type = tree.get("type").asText();
    String dentry =
        tree.has("dentry")
            ? Dtab.read(
                    tree.at("/dentry/prefix").asText() + " => " + tree.at("/dentry/dst").asText())
                .show()
            : "/\\x2f=>~";
    String rest =
        switch (type) {
          case "leaf" -> tree.at("/bound/id").asText() + " " + tree.at("/bound/path").asText();
          case "delegate" -> delegated(tree.get("delegate"));
          case "alt" ->
              joined("", tree.get("alt").valueStream().map(OneTreeTest::delegated).toList());
          case "union" ->
              joined(
                  "",
                  tree.get("union")
                      .valueStream()
                      .map(b -> b.get("weight").asDouble() + " " + delegated(b.get("tree")))
                      .toList());
          case "exception" -> tree.get("message").asText();
          default -> "";
        };
    // What a dentry itself says has a sign in place of a path there.
    String path = tree.get("path").asText();
    boolean isSign = path.equals("~") || path.equals("!");
    return type + " " + (isSign ? "" : path) + " [" + dentry + "] " + rest;
  }

  private static String delegated(Mesh.BoundDelegateTree tree) {
    String rest =
        switch (tree.getNodeCase()) {
          case LEAF -> show(tree.getLeaf().getId()) + " " + show(tree.getLeaf().getResidual());
          case DELEGATE -> delegated(tree.getDelegate());
          case ALT ->
              joined(
                  "", tree.getAlt().getTreesList().stream().map(OneTreeTest::delegated).toList());
          case UNION ->
              joined(
                  "",
                  tree.getUnion().getTreesList().stream()
                      .map(b -> b.getWeight() + " " + delegated(b.getTree()))
                      .toList());
          case EXCEPTION -> tree.getException();
          case NEG, FAIL, EMPTY, TRANSFORMATION, NODE_NOT_SET -> "";
        };
    var dentry = Mesh.Dtab.newBuilder().addDentries(tree.getDentry()).build();
    String path = show(tree.getPath());
    boolean isSign =
        (tree.hasNeg() && tree.getPath().getElemsCount() == 0)
            || (tree.hasFail() && !path.startsWith("/$/fail"));
    return lower(tree.getNodeCase())
        + " "
        + (isSign ? "" : path)
        + " ["
        + show(dentry)
        + "] "
        + rest;
  }

  private static String show(Mesh.Dtab dtab) {
    var texts = new ArrayList<String>();
    for (Mesh.Dtab.Dentry dentry : dtab.getDentriesList()) {
      var prefix = new StringBuilder();
      for (Mesh.Dtab.Dentry.Prefix.Elem elem : dentry.getPrefix().getElemsList()) {
        prefix.append('/').append(elem.hasWildcard() ? "*" : label(elem.getLabel()));
      }
      texts.add(prefix + " => " + text(dentry.getDst()));
    }
    return Dtab.read(String.join(";", texts)).show();
  }

  private static String text(Mesh.PathNameTree tree) {
    return switch (tree.getNodeCase()) {
      case NEG -> "~";
      case FAIL -> "!";
      case EMPTY -> "$";
      case LEAF -> show(tree.getLeaf().getId());
      case ALT ->
          tree.getAlt().getTreesList().stream()
              .map(OneTreeTest::text)
              .collect(Collectors.joining(" | ", "(", ")"));
      case UNION ->
          tree.getUnion().getTreesList().stream()
              .map(b -> b.getWeight() + " * " + text(b.getTree()))
              .collect(Collectors.joining(" & ", "(", ")"));
      case NODE_NOT_SET -> "not set";
    };
  }

  private static String show(Mesh.Path path) {
    return path.getElemsCount() == 0
        ? "/"
        : path.getElemsList().stream().map(e -> "/" + label(e)).collect(Collectors.joining());
  }

  private static String label(ByteString bytes) {
    return Label.of(bytes.toByteArray()).show();
  }

  private static String lower(Enum<?> node) {
    return node.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String joined(String name, List<String> parts) {
    return name + "(" + String.join(", ", parts) + ")";
  }
}
