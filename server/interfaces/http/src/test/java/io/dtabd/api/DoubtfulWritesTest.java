package io.dtabd.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dtabd.api.PlainClient.Answer;
import io.dtabd.store.Namespace;
import io.dtabd.testing.peers.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Writes that namerd does without a word, and that hardly anybody means. */
class DoubtfulWritesTest {

  private static final String NS = "/api/1/dtabs/ns";
  private static final Namespace NAMESPACE = new Namespace("ns");
  private static final Map<String, String> DTAB = Map.of("Content-Type", "application/dtab");
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  private final ApiServer server = ApiServer.start();
  private final PlainClient client = server.client();
  private final Logger logger = (Logger) LoggerFactory.getLogger(DoubtfulWrites.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    server.close();
  }

  private List<String> logged() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** As {@code curl -d @file} sends a file: without its line ends. */
  private static String withoutLineEnds(String file) {
    return file.replace("\n", "").replace("\r", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "# all services\\n/svc => /host ;\\n/host => /srv ;\\n -> the empty dtab",
        "/svc => /host ; # first\\r\\n/host => /srv ;\\r\\n -> one dentry",
        "/svc => /host ;\\n/a => /b ;# then\\n/host => /srv\\n -> 2 dentries",
        "/svc => /host |# or\\n /b ;\\n/c => /d -> ",
      })
  void aCommentThatSwallowsTheRestOfTheTableIsWarnedOf(String file, String read) throws Exception {
    String sent = withoutLineEnds(file.replace("\\n", "\n").replace("\\r", "\r"));
    Answer answer = client.call("PUT", NS, DTAB, sent);
    if (read == null) {
      assertThat(answer.status()).as("it is no dtab any more").isEqualTo(400);
      return;
    }
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("dtabd-warning").orElseThrow())
        .contains("so it was read as " + read, "--data-binary");
    assertThat(logged()).singleElement().asString().startsWith("ns was written by 127.0.0.1: ");
  }

  @Test
  void curlIsWarnedIfItLeavesOutTheLineEnds(@TempDir Path dir) throws Exception {
    String dtab = "# all services\n/svc => /host ;\n/host => /srv ;\n";
    Files.writeString(dir.resolve("file.dtab"), dtab);
    assertThat(curl(dir, "-d")).contains("204 No Content", "dtabd-warning: the body is one line");
    assertThat(server.store().read(NAMESPACE).orElseThrow().dtab().isEmpty()).isTrue();
    assertThat(curl(dir, "--data-binary")).contains("204 No Content").doesNotContain("warning");
    assertThat(server.table(NAMESPACE)).isEqualTo(dtab);
  }

  private String curl(Path dir, String option) throws Exception {
    Process curl =
        new ProcessBuilder(
                Peers.require("curl", "apt-get install curl").toString(),
                "-si",
                "-X",
                "PUT",
                "-H",
                "Content-Type: application/dtab",
                option,
                "@file.dtab",
                "http://127.0.0.1:" + server.address().getPort() + NS)
            .directory(dir.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertThat(curl.waitFor()).isZero();
    return answer;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/svc => /#/io.l5d.fs ; /host => /srv",
        "/svc => /srv # all",
        "# nothing yet",
        "# all\n/svc => /host",
        "# /a => /b\n",
        "/svc => /a#b ; /c => /d",
      })
  void whatIsPlainIsNotWarnedOf(String dtab) throws Exception {
    Answer answer = client.call("PUT", NS, DTAB, dtab);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("dtabd-warning")).isEmpty();
    assertThat(logged()).isEmpty();
  }

  @Test
  void everyWayToWriteWarnsAndTheLogIsBounded() throws Exception {
    String sent = "# all /a => /b";
    assertThat(client.call("POST", NS, DTAB, sent).header("dtabd-warning")).isPresent();
    for (String query : List.of("", "?check=warn", "?check=refuse")) {
      Answer answer = client.call("PUT", NS + query, DTAB, sent);
      assertThat(answer.status()).isIn(200, 204);
      assertThat(answer.header("dtabd-warning")).isPresent();
      assertThat(answer.header("etag")).isPresent();
    }
    assertThat(logged()).hasSize(1);
    assertThat(client.call("POST", NS, DTAB, sent).status()).isEqualTo(409);
    assertThat(client.call("POST", NS, DTAB, sent).header("dtabd-warning")).isEmpty();
  }

  @Test
  void nullIsTheEmptyDtabAsForNamerd() throws Exception {
    Answer answer = client.call("PUT", NS, JSON, " null\n");
    assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    assertThat(answer.header("dtabd-warning").orElseThrow()).contains("null");
    assertThat(server.table(NAMESPACE)).isEmpty();
    assertThat(client.call("PUT", NS, JSON, "[null]").status()).isEqualTo(400);
    assertThat(client.call("PUT", NS, JSON, "null null").status()).isEqualTo(400);
    assertThat(client.call("PUT", NS, DTAB, "null").status()).isEqualTo(400);
  }

  @Test
  void commentsThatAreNotUtf8AreReadAsLatin1() throws Exception {
    byte[] sent = "# f\u00fcr Andr\u00e9\n/a => /b # \u00a7\n".getBytes(ISO_8859_1);
    Answer answer = client.callWithBytes("PUT", NS, DTAB, sent);
    assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    assertThat(answer.header("dtabd-warning").orElseThrow())
        .contains("0xfc at offset 3", "ISO 8859-1");
    assertThat(server.table(NAMESPACE)).isEqualTo("# f\u00fcr Andr\u00e9\n/a => /b # \u00a7\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a => /\u00e9", "/\u00fc => /b", "\u00a0/a => /b", "/a => /b ;\u0085"})
  void whatIsNotUtf8OutsideOfACommentIsRefused(String dtab) throws Exception {
    Answer answer = client.callWithBytes("PUT", NS, DTAB, dtab.getBytes(ISO_8859_1));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith("Invalid dtab: the body is not UTF-8: the byte 0x");
  }

  @Test
  void jsonThatIsNotUtf8IsRefused() throws Exception {
    byte[] sent = "[{\"prefix\":\"/a\",\"dst\":\"/b # \u00e9\"}]".getBytes(ISO_8859_1);
    assertThat(client.callWithBytes("PUT", NS, JSON, sent).status()).isEqualTo(400);
  }

  @Test
  void whoDeletesWhatIsNotThereIsNotToldToCreateIt() throws Exception {
    Answer answer = client.delete(NS);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("there is no namespace 'ns'; check the name\n");
  }
}
