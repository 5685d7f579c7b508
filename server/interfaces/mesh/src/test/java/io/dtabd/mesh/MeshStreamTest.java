package io.dtabd.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.naming.Addr;
import io.dtabd.naming.Namer;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watchers;
import io.dtabd.testing.servers.RawGrpc;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams while what they tell of changes, clients leave and the server stops. */
class MeshStreamTest {

  private static final Mesh.BindReq WORLD = bind("internal", "/svc/world");

  @TempDir private java.nio.file.Path disco;
  private MeshFixture fixture;
  private RawGrpc client;

  @BeforeEach
  void start() {
    fixture = MeshFixture.of(disco, Map.of("internal", "/svc/world => /#/io.l5d.fs/world-v1"));
    client = fixture.client();
  }

  @AfterEach
  void stop() {
    client.close();
    fixture.close();
  }

  private void restart(Duration answerLimit) {
    client.close();
    fixture.close();
    fixture = MeshFixture.of(disco, answerLimit);
    client = fixture.client();
  }

  @Test
  void everyShiftIsSent() throws Exception {
    RawGrpc.Call stream = client.call("Interpreter/StreamBoundTree", WORLD);
    assertThat(ids(stream.next())).containsExactly("/#/io.l5d.fs/world-v1");

    fixture.world().put("internal", "/svc/world => /#/io.l5d.fs/world-v2");

    assertThat(ids(stream.next())).containsExactly("/#/io.l5d.fs/world-v2");
  }

  @Test
  void aTableThatLeavesTheAnswerAsItIsSendsNothing() throws Exception {
    RawGrpc.Call stream = client.call("Interpreter/StreamBoundTree", WORLD);
    stream.next();

    fixture.world().put("internal", "/svc/world => /#/io.l5d.fs/world-v1 ; /other => /x");
    fixture.world().put("internal", "/svc/world => /#/io.l5d.fs/world-v2");

    assertThat(ids(stream.next())).containsExactly("/#/io.l5d.fs/world-v2");
  }

  @Test
  void aSlowClientMissesStatesAndEndsOnTheLast() throws Exception {
    int shifts = 60;
    RawGrpc.Call slow = client.idleCall("Interpreter/StreamBoundTree", WORLD);
    RawGrpc.Call quick = client.call("Interpreter/StreamBoundTree", WORLD);
    quick.next();
    for (int i = 0; i < shifts; i++) {
      fixture.world().put("internal", "/svc/world => " + wide(i));
      quick.next();
    }

    slow.take(10 * shifts);
    var got = new ArrayList<List<String>>();
    String last = "/$/inet/127.0.0.1/" + (10_000 + shifts - 1);
    do {
      got.add(ids(slow.next()));
    } while (!got.getLast().getFirst().equals(last));

    assertThat(got).hasSizeLessThan(shifts);
    fixture.world().put("internal", "/svc/world => /#/io.l5d.fs/world-v2");
    assertThat(ids(slow.next())).as("nothing between").containsExactly("/#/io.l5d.fs/world-v2");
  }

  /** About 100 KB once it is bound, so that a few fill the windows of a client that reads none. */
  private static String wide(int shift) {
    var branches = new StringJoiner(" & ");
    branches.add("/$/inet/127.0.0.1/" + (10_000 + shift));
    for (int i = 0; i < 2_500; i++) {
      branches.add("/$/inet/127.0.0.1/" + (20_000 + i));
    }
    return branches.toString();
  }

  @Test
  void streamsOfOneQuestionShareOneEncodedMessage() throws Exception {
    var streams = new ArrayList<RawGrpc.Call>();
    for (int i = 0; i < 50; i++) {
      streams.add(client.call("Interpreter/StreamBoundTree", WORLD));
      streams.getLast().next();
    }
    long before = fixture.world().questions().encoded();

    fixture.world().put("internal", "/svc/world => /#/io.l5d.fs/world-v2");
    for (RawGrpc.Call stream : streams) {
      assertThat(ids(stream.next())).containsExactly("/#/io.l5d.fs/world-v2");
    }

    assertThat(fixture.world().questions().encoded()).isEqualTo(before + 1);
  }

  @Test
  void aWatcherIsRegisteredWithWhatItWasSent() throws Exception {
    RawGrpc.Call stream = client.call("Interpreter/StreamBoundTree", WORLD);
    stream.next();

    await().untilAsserted(() -> assertThat(onlyWatcher().table()).isPresent());
    Watchers.Entry watcher = onlyWatcher();
    assertThat(watcher.protocol()).isEqualTo(Protocol.MESH);
    assertThat(watcher.question().kind()).isEqualTo(Question.Kind.BIND);
    assertThat(watcher.remote().toString()).contains("127.0.0.1");
  }

  private Watchers.Entry onlyWatcher() {
    List<Watchers.Entry> all = fixture.world().watchers().page(Optional.empty(), 0, 10).entries();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @Test
  void aCancelledStreamIsFreedAtOnce() throws Exception {
    RawGrpc.Call stream = client.call("Interpreter/StreamBoundTree", WORLD);
    stream.next();
    assertThat(fixture.world().watchers().count()).isEqualTo(1);

    stream.close();

    await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
    await().untilAsserted(() -> assertThat(fixture.world().questions().idleCount()).isPositive());
  }

  @Test
  void theStreamsOfABrokenConnectionAreFreed() throws Exception {
    RawGrpc other = fixture.client();
    for (int i = 0; i < 20; i++) {
      other.call("Interpreter/StreamBoundTree", WORLD).next();
    }

    other.close();

    await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isZero());
    await().untilAsserted(() -> assertThat(fixture.server().connections()).isZero());
  }

  @Test
  void aStreamOfADtabEndsWhenItIsDeleted() throws Exception {
    RawGrpc.Call stream = client.call("Delegator/StreamDtab", dtab("internal"));
    stream.next();

    fixture.world().delete("internal");

    assertThat(stream.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(stream.status().getDescription()).isEqualTo("Root not found");
  }

  @Test
  void aLoopThatIsWrittenEndsAStreamAndSaysWhy() throws Exception {
    RawGrpc.Call stream = client.call("Interpreter/StreamBoundTree", WORLD);
    stream.next();

    fixture.world().put("internal", "/svc => /svc");

    assertThat(stream.status().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(stream.status().getDescription()).startsWith("Max recursion level: 100");
  }

  @Test
  void addressesThatAreNotKnownYetArePendingAndThenSent() throws Exception {
    RawGrpc.Call stream = client.call("Resolver/StreamReplicas", replicas("/#/slow/a"));
    assertThat(Mesh.Replicas.parseFrom(stream.next()).hasPending()).isTrue();

    Live<Addr> none = Live.constant(State.ok(new Addr.Bound(Set.of())));
    fixture
        .world()
        .slowNamer()
        .set(
            State.ok(
                NameTree.leaf(new Namer.Name.Settled(Path.read("/#/slow/a"), Path.EMPTY, none))));

    assertThat(Mesh.Replicas.parseFrom(stream.next()).hasBound()).isTrue();
  }

  @Test
  void whoAsksOnceForWhatIsNotKnownInTimeIsToldToAskAgain() throws Exception {
    restart(Duration.ofMillis(100));
    RawGrpc.Call call = client.call("Interpreter/GetBoundTree", bind("internal", "/#/slow/a"));

    assertThat(call.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(call.status().getDescription()).contains("after 100 ms", "retry");
  }

  @Test
  void addressesThatAreNotKnownInTimeArePendingForWhoAsksOnce() throws Exception {
    restart(Duration.ofMillis(100));
    RawGrpc.Call call = client.call("Resolver/GetReplicas", replicas("/#/slow/a"));

    assertThat(Mesh.Replicas.parseFrom(call.next()).hasPending()).isTrue();
    assertThat(call.status()).isEqualTo(Status.OK);
  }

  @Test
  void aServerThatStopsEndsItsStreamsAndIsGone() throws Exception {
    RawGrpc.Call stream = client.call("Interpreter/StreamBoundTree", WORLD);
    stream.next();

    fixture.server().close(Duration.ofMinutes(2));

    assertThat(stream.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(stream.status().getDescription()).contains("is stopping");
    assertThat(fixture.server().connections()).isZero();
    assertThat(fixture.world().watchers().count()).isZero();
  }

  static Mesh.BindReq bind(String namespace, String path) {
    return Mesh.BindReq.newBuilder().setRoot(root(namespace)).setName(wire(path)).build();
  }

  static Mesh.DtabReq dtab(String namespace) {
    return Mesh.DtabReq.newBuilder().setRoot(root(namespace)).build();
  }

  static Mesh.ReplicasReq replicas(String id) {
    return Mesh.ReplicasReq.newBuilder().setId(wire(id)).build();
  }

  static Mesh.Path root(String namespace) {
    return Mesh.Path.newBuilder().addElems(ByteString.copyFromUtf8(namespace)).build();
  }

  static Mesh.Path wire(String path) {
    return MeshEncoder.path(Path.read(path));
  }

  private static List<String> ids(byte[] boundTreeRsp) throws Exception {
    var ids = new ArrayList<String>();
    collect(Mesh.BoundTreeRsp.parseFrom(boundTreeRsp).getTree(), ids);
    return ids;
  }

  private static void collect(Mesh.BoundNameTree tree, List<String> ids) throws Exception {
    if (tree.hasLeaf()) {
      ids.add(MeshDecoder.path(tree.getLeaf().getId(), "id").show());
    }
    for (Mesh.BoundNameTree.Union.Weighted branch : tree.getUnion().getTreesList()) {
      collect(branch.getTree(), ids);
    }
  }
}
