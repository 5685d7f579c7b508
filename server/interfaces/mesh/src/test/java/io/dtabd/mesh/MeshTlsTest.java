package io.dtabd.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.dtabd.grpc.GrpcServer;
import io.dtabd.live.State;
import io.dtabd.mesh.proto.Mesh;
import io.dtabd.net.CertificateFiles;
import io.dtabd.net.ReloadingTls;
import io.dtabd.serving.Accept;
import io.dtabd.serving.Arrival;
import io.dtabd.serving.TableVersion;
import io.dtabd.store.Namespace;
import io.dtabd.testing.servers.RawGrpc;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshTlsTest {

  private static final Mesh.BindReq WORLD = MeshStreamTest.bind("internal", "/svc/world-v1");

  @TempDir private Path dir;

  private RawGrpc client(MeshFixture fixture, CertificateFiles files) throws Exception {
    return RawGrpc.tls(
        fixture.address(), GrpcSslContexts.forClient().trustManager(files.certificate()).build());
  }

  private MeshFixture fixture(ReloadingTls tls) throws Exception {
    return MeshFixture.overTls(
        Files.createDirectory(dir.resolve("disco")),
        Map.of("internal", "/svc => /#/io.l5d.fs"),
        tls);
  }

  @Test
  void tlsIsServedWithAlpn() throws Exception {
    CertificateFiles files = CertificateFiles.in(dir);
    try (ReloadingTls tls = files.open(GrpcServer.PROTOCOLS);
        MeshFixture fixture = fixture(tls);
        RawGrpc client = client(fixture, files)) {
      RawGrpc.Call call =
          client.call("Codec/ReadPath", Mesh.ReadPathReq.newBuilder().setText("/a").build());

      assertThat(call.status()).isEqualTo(Status.OK);
      assertThat(Mesh.ReadPathRsp.parseFrom(call.next()).getPath())
          .isEqualTo(MeshStreamTest.wire("/a"));
    }
  }

  @Test
  void aStreamGoesOnWhenTheCertificateIsReplaced() throws Exception {
    CertificateFiles files = CertificateFiles.in(dir);
    try (ReloadingTls tls = files.open(GrpcServer.PROTOCOLS);
        MeshFixture fixture = fixture(tls);
        RawGrpc before = client(fixture, files)) {
      RawGrpc.Call stream = before.call("Interpreter/StreamBoundTree", WORLD);
      stream.next();

      files.replace();

      await()
          .untilAsserted(
              () -> {
                try (RawGrpc after = client(fixture, files)) {
                  assertThat(after.call("Interpreter/GetBoundTree", WORLD).status())
                      .isEqualTo(Status.OK);
                }
              });
      assertThat(stream.isOpen()).isTrue();
      fixture.world().put("internal", "/svc => /$/inet/127.0.0.1/7");
      assertThat(Mesh.BoundTreeRsp.parseFrom(stream.next()).getTree().hasLeaf()).isTrue();
    }
  }

  @Test
  void aChangeIsConfirmedInsideTls() throws Exception {
    CertificateFiles files = CertificateFiles.in(dir);
    try (ReloadingTls tls = files.open(GrpcServer.PROTOCOLS);
        MeshFixture fixture = fixture(tls);
        RawGrpc client = client(fixture, files)) {
      RawGrpc.Call stream = client.call("Interpreter/StreamBoundTree", WORLD);
      stream.next();
      var namespace = new Namespace("internal");
      var newest = (State.Ok<TableVersion>) fixture.world().propagation().newest(namespace);

      assertThat(
              fixture
                  .world()
                  .propagation()
                  .await(namespace, newest.value(), Accept.DELIVERED, Duration.ofMinutes(2))
                  .states())
          .containsExactly(entry(Arrival.ACKNOWLEDGED, 1));
    }
  }
}
