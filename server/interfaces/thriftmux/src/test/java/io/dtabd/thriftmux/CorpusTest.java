package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.RawMux.TDISPATCH;
import static io.dtabd.testing.servers.Wire.bind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dtabd.testing.servers.RawMux;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Whatever a client sends, others are served, it leaves nothing behind, and nothing fails here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusTest {

  private final Logger ours = (Logger) LoggerFactory.getLogger("io.dtabd");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private ThriftFixture fixture;
  private RawMux other;
  private RawMux client;

  @BeforeAll
  void open(@TempDir Path disco) throws IOException {
    fixture = ThriftFixture.of(disco, "/svc => /#/io.l5d.fs/world-v1");
    other = fixture.client();
    lines.start();
    ours.addAppender(lines);
  }

  @AfterAll
  void nothingIsLeftAndNothingFailed() throws IOException {
    other.close();
    await().untilAsserted(() -> assertThat(fixture.listener().connections()).isZero());
    assertThat(fixture.world().watchers().count()).isZero();
    assertThat(fixture.places()).isZero();
    ours.detachAppender(lines);
    fixture.close();
    assertThat(lines.list).noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.ERROR));
  }

  @BeforeEach
  void connect() throws IOException {
    client = fixture.client();
  }

  @AfterEach
  void othersAreServed() throws Exception {
    client.close();
    assertThat(other.call(2, bind("", "internal", "", "svc")).stamp()).hasSize(8);
  }

  static List<Corpus.File> frames() {
    return Corpus.of("mux");
  }

  static List<Corpus.File> calls() {
    return Corpus.of("thrift");
  }

  @ParameterizedTest
  @MethodSource("frames")
  void framesHurtAtMostTheirConnection(Corpus.File file) throws Exception {
    client.bytes(file.bytes());
    client.endOutput();

    client.lastWords();
  }

  @ParameterizedTest
  @MethodSource("calls")
  void everyCallIsAnsweredInItsSession(Corpus.File file) throws Exception {
    client.dispatch(2, file.bytes());
    client.next(-TDISPATCH, 2);

    assertThat(client.call(2, bind("", "internal", "", "svc")).stamp()).hasSize(8);
  }
}
