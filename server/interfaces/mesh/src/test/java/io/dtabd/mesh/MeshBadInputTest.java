package io.dtabd.mesh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.dtabd.grpc.GrpcMetrics;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.testing.servers.RawGrpc;
import io.grpc.Status;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes no sense is refused with a reason, and hurts nobody else. */
class MeshBadInputTest {

  private static final Mesh.PathNameTree LEAF =
      Mesh.PathNameTree.newBuilder()
          .setLeaf(Mesh.PathNameTree.Leaf.newBuilder().setId(MeshStreamTest.wire("/a")))
          .build();

  @TempDir private java.nio.file.Path disco;
  private MeshFixture fixture;
  private RawGrpc client;

  @BeforeEach
  void start() {
    fixture = MeshFixture.of(disco, Map.of("internal", "/svc => /#/io.l5d.fs"));
    client = fixture.client();
  }

  @AfterEach
  void stop() {
    client.close();
    fixture.close();
  }

  static Stream<Arguments> nonsense() {
    return Stream.of(
        Arguments.of(
            "empty label",
            request().setName(Mesh.Path.newBuilder().addElems(ByteString.EMPTY)).build(),
            "name has an empty label"),
        Arguments.of(
            "root that cannot be a namespace",
            request().setRoot(MeshStreamTest.root("no/slash")).build(),
            "a namespace is 1 to 253"),
        Arguments.of("tree without a node", local(tree()), "dtab.dentries[0].dst has a tree"),
        Arguments.of("negative weight", local(union(-1)), "at least 0, this is -1.0"),
        Arguments.of("weight that is no number", local(union(Double.NaN)), "this is NaN"),
        Arguments.of("endless weight", local(union(Double.POSITIVE_INFINITY)), "this is Infinity"),
        Arguments.of(
            "prefix without an element",
            request()
                .setDtab(
                    Mesh.Dtab.newBuilder()
                        .addDentries(
                            Mesh.Dtab.Dentry.newBuilder()
                                .setPrefix(
                                    Mesh.Dtab.Dentry.Prefix.newBuilder()
                                        .addElems(
                                            Mesh.Dtab.Dentry.Prefix.Elem.getDefaultInstance()))
                                .setDst(LEAF)))
                .build(),
            "without label or wildcard"),
        Arguments.of("trees a hundred deep", local(deep(100)), "not what this method takes"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void nonsenseIsRefusedWithAReason(String what, Mesh.BindReq request, String reason)
      throws Exception {
    for (String method : new String[] {"GetBoundTree", "StreamBoundTree"}) {
      Status status = client.call("Interpreter/" + method, request).status();
      assertThat(status.getCode()).as(what).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(status.getDescription()).contains(reason);
    }
    assertThatOthersAreServed(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Interpreter/GetBoundTree",
        "Interpreter/StreamBoundTree",
        "Resolver/StreamReplicas",
        "Delegator/StreamDtab",
        "Delegator/GetDelegateTree",
        "Codec/ReadDtab"
      })
  void bytesThatAreNoMessageAreRefused(String method) throws Exception {
    byte[] garbage = {0x0a, 0x7f, 0x01, (byte) 0xff};

    Status status = client.call(method, garbage).status();

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("not what this method takes");
  }

  @Test
  void aCallHasOneMessage() throws Exception {
    byte[] message = request().build().toByteArray();

    assertThat(client.call("Interpreter/StreamBoundTree", message, message).status().isOk())
        .isFalse();
    assertThat(client.call("Interpreter/StreamBoundTree").status().isOk()).isFalse();
    assertThatOthersAreServed(client);
  }

  @Test
  void aMessageOverTheBoundIsRefused() throws Exception {
    byte[] huge = new byte[5 * 1024 * 1024];

    assertThat(client.call("Codec/ReadDtab", huge).status().getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThatOthersAreServed(client);
  }

  @Test
  void theReasonForARootOfMegabytesFitsInTheTrailers() throws Exception {
    var root = Mesh.Path.newBuilder();
    for (int i = 0; i < 100_000; i++) {
      root.addElems(ByteString.copyFromUtf8("label " + i));
    }

    Status status =
        client.call("Interpreter/GetBoundTree", request().setRoot(root).build()).status();

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).hasSizeLessThan(1_100);
  }

  @Test
  void aQuestionThatIsTooLargeToKeepIsRefused() throws Exception {
    Mesh.Path fits = path(MeshDecoder.MAX_QUESTION_BYTES / 4);
    Mesh.Path doesNot = path(MeshDecoder.MAX_QUESTION_BYTES / 3);

    Mesh.BindReq large = request().setName(fits).build();
    assertThat(client.call("Interpreter/StreamBoundTree", large).next()).isNotEmpty();
    Mesh.BindReq tooLarge = request().setName(doesNot).build();
    assertThatTooLarge("Interpreter/GetBoundTree", tooLarge);
    assertThatTooLarge("Interpreter/StreamBoundTree", tooLarge);
    assertThatTooLarge("Resolver/GetReplicas", replicas(doesNot));
    assertThatTooLarge("Resolver/StreamReplicas", replicas(doesNot));
    assertThatOthersAreServed(client);
  }

  private void assertThatTooLarge(String method, MessageLite request) throws Exception {
    Status status = client.call(method, request).status();
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("at most 65536 are kept");
  }

  private static Mesh.Path path(int labels) {
    var path = Mesh.Path.newBuilder();
    for (int i = 0; i < labels; i++) {
      path.addElems(ByteString.copyFromUtf8("x"));
    }
    return path.build();
  }

  private static Mesh.ReplicasReq replicas(Mesh.Path id) {
    return Mesh.ReplicasReq.newBuilder().setId(id).build();
  }

  /** As a newer client might send: a field that is not known here, and an enum in it. */
  @Test
  void whatIsNotKnownHereIsPassedOver() throws Exception {
    byte[] known = request().build().toByteArray();
    byte[] more = Arrays.copyOf(known, known.length + 2);
    more[known.length] = 9 << 3; // field 9, a number, as an enum is one
    more[known.length + 1] = 77;

    assertThat(client.call("Interpreter/GetBoundTree", more).status()).isEqualTo(Status.OK);
  }

  @Test
  void bytesThatAreNotHttp2CostTheirConnection() throws Exception {
    try (var socket = new Socket(fixture.address().getAddress(), fixture.address().getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
      socket.setSoTimeout(180_000);
      while (socket.getInputStream().read() >= 0) {
        // The server may say what it thinks of it before it closes.
      }
    }
    await()
        .untilAsserted(
            () ->
                assertThat(fixture.metrics().refused)
                    .containsExactly(GrpcMetrics.Refusal.PROTOCOL_ERROR));
    assertThatOthersAreServed(client);
  }

  @Test
  void connectionsOverTheBoundAreClosed() throws Exception {
    try (var full = MeshFixture.withConnections(disco, 1)) {
      try (RawGrpc first = full.client();
          RawGrpc second = full.client()) {
        assertThat(first.call("Codec/ReadPath", new byte[0]).status().isOk()).isTrue();

        assertThat(second.call("Codec/ReadPath", new byte[0]).status().getCode())
            .isEqualTo(Status.Code.UNAVAILABLE);
      }

      assertThat(full.server().refused()).isPositive();
      await().untilAsserted(() -> assertThat(full.server().connections()).isZero());
    }
  }

  private static void assertThatOthersAreServed(RawGrpc client) throws Exception {
    Mesh.BindReq request = MeshStreamTest.bind("internal", "/svc/world-v1");
    assertThat(client.call("Interpreter/GetBoundTree", request).status()).isEqualTo(Status.OK);
  }

  private static Mesh.BindReq.Builder request() {
    return MeshStreamTest.bind("internal", "/svc/world-v1").toBuilder();
  }

  private static Mesh.BindReq local(Mesh.PathNameTree dst) {
    return request()
        .setDtab(Mesh.Dtab.newBuilder().addDentries(Mesh.Dtab.Dentry.newBuilder().setDst(dst)))
        .build();
  }

  private static Mesh.PathNameTree tree() {
    return Mesh.PathNameTree.getDefaultInstance();
  }

  private static Mesh.PathNameTree union(double weight) {
    return Mesh.PathNameTree.newBuilder()
        .setUnion(
            Mesh.PathNameTree.Union.newBuilder()
                .addTrees(
                    Mesh.PathNameTree.Union.Weighted.newBuilder().setWeight(weight).setTree(LEAF)))
        .build();
  }

  private static Mesh.PathNameTree deep(int levels) {
    Mesh.PathNameTree tree = LEAF;
    for (int i = 0; i < levels; i++) {
      tree =
          Mesh.PathNameTree.newBuilder()
              .setAlt(Mesh.PathNameTree.Alt.newBuilder().addTrees(tree))
              .build();
    }
    return tree;
  }
}
