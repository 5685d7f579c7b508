package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.RawMux.TDRAIN;
import static io.dtabd.testing.servers.Wire.bind;
import static io.dtabd.testing.servers.Wire.delegate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.testing.servers.RawMux;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How sessions end when the server stops. */
class MuxDrainTest {

  private static final String V1 = "/svc => /#/io.l5d.fs/world-v1";

  @TempDir private Path disco;
  private ThriftFixture fixture;
  private RawMux client;

  @BeforeEach
  void start() throws Exception {
    fixture = ThriftFixture.of(disco, V1);
    client = fixture.client();
    client.negotiate(Integer.MAX_VALUE);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    fixture.close();
  }

  @Test
  void aStopAnswersPollsWithWhatTheirClientsHave() throws Exception {
    String stamp = client.call(2, bind("", "internal", "", "svc")).stamp();
    client.dispatch(3, bind(stamp, "internal", "", "svc"));
    client.dispatch(4, bind("", "internal", "/x => /#/slow/x", "x"));
    client.dispatch(5, delegate("12345678", "internal", "", "svc"));
    assertThat(client.nextBeforePing()).isNull();
    await().untilAsserted(() -> assertThat(fixture.world().watchers().count()).isEqualTo(2));

    fixture.listener().drain();

    client.next(TDRAIN, 1);
    for (int i = 0; i < 3; i++) {
      RawMux.Frame answer = client.next();
      if (answer.tag() == 3) {
        assertThat(answer.message().stamp()).isEqualTo(stamp);
      } else {
        assertThat(answer.body()[0]).as("nack").isEqualTo((byte) 2);
      }
    }
    client.dispatch(6, bind(stamp, "internal", "", "svc"));
    assertThat(client.next(-TDISPATCH, 6).message().stamp()).isEqualTo(stamp);
    client.send(-TDRAIN, 1, new byte[0]);
    assertThat(client.next().isClosing()).isTrue();
  }

  @Test
  void aClientThatSaysItGoesIsHeardAndServedUntilItDoes() throws Exception {
    client.send(TDRAIN, 5, new byte[0]);
    client.next(-TDRAIN, 5);

    assertThat(client.call(2, bind("", "internal", "", "svc")).stamp()).hasSize(8);
  }

  @Test
  void clientsThatDoNotHearOfAStopAreClosed() throws Exception {
    fixture.listener().drain();
    client.next(TDRAIN, 1);
    fixture.skip(Duration.ofSeconds(2));

    assertThat(client.next().isClosing()).isTrue();
  }
}
