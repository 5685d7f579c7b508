package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.Wire.bind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.serving.memory.MemoryBudget;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MuxMemoryTest {

  /** Two connections, and a poll with its question; not two. */
  private static final long BYTES = 2 * 4096 + 8_000;

  @TempDir private Path disco;

  /** An error would keep a Linkerd from asking for ten minutes. */
  @Test
  void pollForWhichThereIsNoMemoryWaitsUntilThereIs() throws Exception {
    var memory = new MemoryBudget(BYTES, BYTES, _ -> true, System::nanoTime);
    try (var fixture = ThriftFixture.of(disco, "/svc => /#/io.l5d.fs/world-v1", memory);
        var client = fixture.client()) {
      try (var first = fixture.client()) {
        assertThat(first.call(2, bind("", "internal", "", "svc")).stamp()).hasSize(8);

        client.dispatch(2, bind("", "internal", "", "svc", "other"));
        await().until(() -> fixture.refused(Refusal.NO_MEMORY) > 0);
        assertThat(client.nextBeforePing()).isNull();
      }
      await()
          .until(
              () -> {
                fixture.skip(Duration.ofSeconds(2));
                return fixture.places() == 1;
              });
      assertThat(client.next().message().stamp()).hasSize(8);
    }
  }
}
