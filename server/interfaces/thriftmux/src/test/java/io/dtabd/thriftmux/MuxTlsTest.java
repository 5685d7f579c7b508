package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.Wire.bind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.net.CertificateFiles;
import io.dtabd.net.ReloadingTls;
import io.dtabd.testing.servers.RawMux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MuxTlsTest {

  @TempDir private Path dir;

  @Test
  void aPollGoesOnWhenTheCertificateIsReplaced() throws Exception {
    CertificateFiles files = CertificateFiles.in(dir);
    Path disco = Files.createDirectory(dir.resolve("disco"));
    try (ReloadingTls tls = files.open(List.of());
        var fixture = ThriftFixture.overTls(disco, "/svc => /#/io.l5d.fs/world-v1", tls);
        RawMux before = RawMux.begin(files.connect(fixture.address()), false)) {
      before.negotiate(Integer.MAX_VALUE);
      String stamp = before.call(2, bind("", "internal", "", "svc")).stamp();
      before.dispatch(3, bind(stamp, "internal", "", "svc"));
      assertThat(before.nextBeforePing()).isNull();

      files.replace();

      await()
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                try (RawMux after = RawMux.begin(files.connect(fixture.address()), false)) {
                  assertThat(after.call(2, bind("", "internal", "", "svc")).stamp())
                      .isEqualTo(stamp);
                }
              });
      assertThat(before.nextBeforePing()).isNull();
      fixture.world().put("internal", "/svc => /#/io.l5d.fs/world-v2");
      assertThat(before.next(-TDISPATCH, 3).message().stamp()).isNotEqualTo(stamp);
    }
  }
}
