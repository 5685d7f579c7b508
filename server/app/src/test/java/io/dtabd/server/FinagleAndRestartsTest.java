package io.dtabd.server;

import static io.dtabd.testing.servers.Wire.bind;
import static io.dtabd.testing.servers.Wire.dtab;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.testing.servers.FinaglePeer;
import io.dtabd.testing.servers.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finagle's client through stops, kills and new starts of the whole program. */
class FinagleAndRestartsTest {

  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void aStopFailsNoPollAndTheNextServerIsFound() throws Exception {
    try (ProgramInJvm server = ProgramInJvm.start(folder);
        FinaglePeer finagle = FinaglePeer.start(server.thrift())) {
      server.put("/svc => /$/inet/127.0.0.1/1");
      String stamp = finagle.call(bind("", "internal", "", "svc")).stamp();
      FinaglePeer.Call poll = finagle.begin(bind(stamp, "internal", "", "svc"));
      finagle.call(dtab("", "internal"));
      server.terminate();
      assertThat(poll.answer().stamp()).isEqualTo(stamp);

      server.restart();
      FinaglePeer.Call hangs = untilAccepted(finagle, bind(stamp, "internal", "", "svc"));
      server.put("/svc => /$/inet/127.0.0.1/2");
      assertThat(hangs.answer().stamp()).isNotEqualTo(stamp);
    }
  }

  @Test
  void afterAKillItComesBackAndMissesNothing() throws Exception {
    try (ProgramInJvm server = ProgramInJvm.start(folder);
        FinaglePeer finagle = FinaglePeer.start(server.thrift())) {
      server.put("/svc => /$/inet/127.0.0.1/1");
      String stamp = finagle.call(bind("", "internal", "", "svc")).stamp();
      FinaglePeer.Call poll = finagle.begin(bind(stamp, "internal", "", "svc"));
      finagle.call(dtab("", "internal"));
      server.kill();
      await().atMost(LONG).until(poll::isOver);

      server.restart();
      server.put("/svc => /$/inet/127.0.0.1/2");
      Wire.Message answer = untilAccepted(finagle, bind(stamp, "internal", "", "svc")).answer();
      assertThat(answer.at(0, 2, 1, 4, 1)).isEqualTo(List.of("$", "inet", "127.0.0.1", "2"));
    }
  }

  /** Finagle waits a while after a server could not be reached; until then it fails at once. */
  private static FinaglePeer.Call untilAccepted(FinaglePeer finagle, byte[] message) {
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> finagle.call(dtab("", "internal")).kind() == Wire.REPLY);
    return finagle.begin(message);
  }
}
