package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.config.Config;
import io.dtabd.server.ProgramRun.Result;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyCommandTest {

  private static final String CONFIG =
      """
      admin: {port: 0}
      storage: {kind: io.l5d.inMemory}
      interfaces: [{kind: io.l5d.httpController, port: 0}]
      """;

  @TempDir Path dir;

  @Test
  void serverThatServesIsReadyAndOneThatHasEndedIsNot() throws Exception {
    String admin;
    try (var server =
        Dtabd.start(Config.read("test", new ByteArrayInputStream(CONFIG.getBytes(UTF_8))))) {
      admin = "http://127.0.0.1:" + server.address("admin").orElseThrow().getPort();
      Result ready = ready(admin);
      assertThat(ready.out()).isEqualTo("ready\n");
      assertThat(ready.status()).isZero();
    }
    Result ended = ready(admin);
    assertThat(ended.err()).contains("cannot reach " + admin, "is dtabd running there?");
    assertThat(ended.status()).isEqualTo(1);
  }

  @Test
  void whatIsNoAddressIsToldAsThat() {
    assertThat(ready("9991").err()).contains("'9991' is not of the form http://host:port");
  }

  private Result ready(String admin) {
    return ProgramRun.in(dir).run("ready", "--admin", admin);
  }
}
