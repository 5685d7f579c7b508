package io.dtabd.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.net.CertificateFiles;
import io.dtabd.net.ReloadingTls;
import io.dtabd.store.Namespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamOverTlsTest {

  private static final Namespace NS = new Namespace("internal");

  @TempDir private Path dir;

  @Test
  void aStreamGoesOnWhenTheCertificateIsReplaced() throws Exception {
    CertificateFiles files = CertificateFiles.in(dir);
    try (ReloadingTls tls = files.open(List.of());
        ApiServer server = ApiServer.start(tls)) {
      server.store().put(NS, Dtab.read("/svc => /$/inet/127.0.0.1/1"));
      try (SSLSocket before = files.connect(server.address())) {
        ask(before, "/api/1/bind/internal?path=/svc&watch=1");
        readUntil(before, "/$/inet/127.0.0.1/1");

        files.replace();

        await()
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  try (SSLSocket after = files.connect(server.address())) {
                    ask(after, "/api/1/bind/internal?path=/svc");
                    readUntil(after, "/$/inet/127.0.0.1/1");
                  }
                });
        server.store().put(NS, Dtab.read("/svc => /$/inet/127.0.0.1/2"));
        readUntil(before, "/$/inet/127.0.0.1/2");
      }
    }
  }

  private static void ask(SSLSocket client, String target) throws IOException {
    client.getOutputStream().write(("GET " + target + " HTTP/1.1\r\n\r\n").getBytes(US_ASCII));
  }

  private static void readUntil(SSLSocket client, String text) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = client.getInputStream().read();
      assertThat(next).as("the end, after " + read).isNotNegative();
      read.append((char) next);
    }
  }
}
