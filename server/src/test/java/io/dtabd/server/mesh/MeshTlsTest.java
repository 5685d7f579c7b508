package io.dtabd.server.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.mesh.proto.Mesh;
import io.dtabd.server.config.ServerTls;
import io.dtabd.server.net.ReloadingTls;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshTlsTest {

  @TempDir private Path dir;

  @Test
  void tlsIsServedWithAlpn() throws Exception {
    X509Bundle certificate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=mesh")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path chain = Files.writeString(dir.resolve("cert.pem"), certificate.getCertificatePathPEM());
    Path key = Files.writeString(dir.resolve("key.pem"), certificate.getPrivateKeyPEM());
    var settings =
        new ServerTls(chain, key, Optional.empty(), false, Optional.empty(), List.of(), List.of());
    Path disco = Files.createDirectory(dir.resolve("disco"));
    SslContext trust =
        GrpcSslContexts.forClient().trustManager(certificate.getCertificate()).build();

    try (ReloadingTls tls = ReloadingTls.open(settings, MeshServer.PROTOCOLS, Duration.ofDays(1));
        var fixture = new MeshFixture(Map.of(), disco, 10, Optional.of(tls));
        RawGrpc client = RawGrpc.tls(fixture.address(), trust)) {
      RawGrpc.Call call =
          client.call("Codec/ReadPath", Mesh.ReadPathReq.newBuilder().setText("/a").build());

      assertThat(call.status()).isEqualTo(Status.OK);
      assertThat(Mesh.ReadPathRsp.parseFrom(call.next()).getPath())
          .isEqualTo(MeshStreamTest.wire("/a"));
    }
  }
}
