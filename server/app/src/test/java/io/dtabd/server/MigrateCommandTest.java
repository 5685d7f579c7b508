package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.dtabd.server.ProgramRun.Result;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dtabd migrate}, from one real server to another. */
class MigrateCommandTest {

  private static final String INTERNAL =
      "# kept\n/srv => /#/io.l5d.fs ; /host => /srv ; /svc => /host ;\n"
          + "/host/world => 0.125 * /srv/world-v2 & /srv/world-v1 ; /tmp => /srv";

  @TempDir Path dir;

  private HttpInterface source;
  private HttpInterface target;

  @BeforeEach
  void start() throws Exception {
    source = HttpInterface.start(files("source"));
    target = HttpInterface.start(files("target"));
    put(source, "internal", INTERNAL);
    put(source, "external", "/svc/* => /$/inet/127.0.0.1/7778");
  }

  @AfterEach
  void stop() {
    source.close();
    target.close();
  }

  /** A configuration with two services as files of addresses. */
  private String files(String name) throws Exception {
    Path disco = Files.createDirectory(dir.resolve(name));
    Files.writeString(disco.resolve("world-v1"), "127.0.0.1 7778\n127.0.0.1 7777\n");
    Files.writeString(disco.resolve("world-v2"), "127.0.0.1 7779\n");
    return "namers: [{kind: io.l5d.fs, rootDir: %s}]\n".formatted(disco);
  }

  private ProgramRun program(HttpInterface server) {
    return ProgramRun.in(dir).with("NAMERCTL_BASE_URL", server.url());
  }

  private void put(HttpInterface server, String namespace, String text) {
    Result result = program(server).reading(text).run("dtab", "update", namespace, "-");
    assertThat(result.status()).as(result.err()).isZero();
  }

  private String text(String namespace) throws Exception {
    JsonNode history =
        new ObjectMapper()
            .readTree(program(target).run("dtab", "history", namespace, "--json").out());
    return history.path(0).path("dtab").asText();
  }

  private Result migrate(String from, String... more) {
    var args = new ArrayList<>(List.of("migrate", "--from", from, "--to", target.url()));
    args.addAll(Arrays.asList(more));
    return ProgramRun.in(dir).run(args.toArray(String[]::new));
  }

  @Test
  void allNamespacesAreCopiedAsTheyWereWrittenAndMeanTheSame() throws Exception {
    Result result = migrate(source.url());

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .isEqualTo(
            """
            NAMESPACE  DENTRIES  RESULT
            external   1         copied
            internal   5         copied
            Compared 18 names: all mean the same
            """);
    assertThat(text("internal")).isEqualTo(INTERNAL);
  }

  @Test
  void whatIsThereAlreadyIsSaidAndNotWrittenAgain() {
    migrate(source.url());
    Result again = migrate(source.url());
    assertThat(again.status()).isZero();
    assertThat(again.out()).contains("external   1         the same already\n");
    assertThat(program(target).run("dtab", "get", "internal").out())
        .startsWith("# version AAAAAAAAAAE=\n");
  }

  @Test
  void whatDiffersIsShownAndLeftAlone() throws Exception {
    put(target, "internal", "/svc => /other");

    Result result = migrate(source.url());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out())
        .contains("internal   5         different there, left alone; --overwrite would change\n")
        .contains("    -/svc => /other\n", "    +/host => /srv\n")
        .contains(
            "internal /svc/world\n  from: 0.125 * /#/io.l5d.fs/world-v2 [127.0.0.1:7779] & ",
            "  to:   ~\n");
    assertThat(text("internal")).isEqualTo("/svc => /other");
  }

  @Test
  void whatDiffersIsReplacedIfThatIsAskedFor() throws Exception {
    put(target, "internal", "/svc => /other");
    Result result = migrate(source.url(), "--overwrite");
    assertThat(result.status()).as(result.out()).isZero();
    assertThat(text("internal")).isEqualTo(INTERNAL);
  }

  @Test
  void namersThatKnowOtherAddressesAreADifferenceOnEveryNameThatLeadsThere() throws Exception {
    Files.writeString(dir.resolve("target/world-v2"), "127.0.0.1 9999\n");

    Result result = migrate(source.url());

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out())
        .contains("internal /#/io.l5d.fs/world-v2\n", "internal /svc/world\n", "9999")
        .doesNotContain("internal /svc/world-v1\n")
        .contains(" are different\n");
  }

  @Test
  void checkCopiesNothingAndTellsWhatTheTablesWouldMean() throws Exception {
    Files.writeString(dir.resolve("target/world-v2"), "127.0.0.1 9999\n");

    Result result = migrate(source.url(), "--check");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out())
        .contains("external   1         would be copied\n")
        .contains(
            """
            internal /#/io.l5d.fs/world-v2
              from: /#/io.l5d.fs/world-v2 [127.0.0.1:7779]
              to:   /#/io.l5d.fs/world-v2 [127.0.0.1:9999]
            """)
        .doesNotContain("internal /svc/world-v1\n");
    assertThat(program(target).run("dtab", "list").out()).isBlank();
  }

  @Test
  void checkSaysThatAllWouldMeanTheSame() {
    Result result = migrate(source.url(), "--check");
    assertThat(result.out()).endsWith("Compared 18 names: all mean the same\n");
    assertThat(result.status()).as("for nothing is there yet").isEqualTo(2);
  }

  @Test
  void aTableTooLongToBeSentWithAQuestionIsNotComparedBeforeItIsCopied() {
    put(source, "internal", "/svc => /srv ;\n".repeat(5_000));
    assertThat(migrate(source.url(), "--check").out())
        .contains("internal: too long to be compared before it is copied\n");
    assertThat(migrate(source.url()).status()).isZero();
  }

  @Test
  void namesOfTheUsersOwnAreComparedToo() {
    Result result = migrate(source.url(), "--path", "/svc/a", "--path", "/svc/b");
    assertThat(result.out()).contains("Compared 22 names: all mean the same");
  }

  @Test
  void ofManyDifferencesInOneNamespaceTheFirstAreShown() {
    put(target, "external", "/svc/* => /$/inet/127.0.0.1/9999");
    String[] paths =
        IntStream.range(0, 30)
            .boxed()
            .flatMap(i -> Stream.of("--path", "/svc/name-" + i))
            .toArray(String[]::new);
    Result result = migrate(source.url(), paths);
    assertThat(result.out())
        .contains("external /svc/name-19\n")
        .doesNotContain("external /svc/name-20\n")
        .containsPattern("external: 1\\d more are different\n");
  }

  @Test
  void aServerThatIsNotThereOrIsTheSameIsAFailure() {
    assertThat(migrate("http://127.0.0.1:1"))
        .extracting(Result::status, Result::err)
        .containsExactly(
            1,
            "dtabd migrate: cannot reach http://127.0.0.1:1: no connection; is dtabd running"
                + " there? Another server is named with --from\n");
    assertThat(migrate(target.url()).err()).contains("are the same server");
  }

  /** It knows no sources. Of one namespace there is no recording, which does not stop the other. */
  @Test
  void aRecordedNamerdIsCopiedFrom() throws Exception {
    Files.writeString(dir.resolve("target/world-v1"), "127.0.0.1 7778\n");
    try (var namerd = new RecordedNamerd()) {
      Result result = migrate(namerd.url());

      assertThat(result.err()).isEmpty();
      assertThat(result.out())
          .contains("internal   5         copied\n", "external   ?         not copied: ")
          .doesNotContain("internal /svc/world\n");
      assertThat(result.status()).isEqualTo(1);
      assertThat(program(target).run("dtab", "get", "internal", "--pretty=false").out())
          .isEqualTo(
              "/srv=>/#/io.l5d.fs;/host=>/srv;/tmp=>/srv;/svc=>/host;/host/world=>/srv/world-v1;\n");
    }
  }

  /** Gives the first answer that namerd 1.7.5 gave to a GET; what was not recorded is an error. */
  private static final class RecordedNamerd implements AutoCloseable {

    private final Map<String, JsonNode> answers = new HashMap<>();
    private final HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    RecordedNamerd() throws Exception {
      for (String name : List.of("crud", "resolution")) {
        try (InputStream in =
            MigrateCommandTest.class.getResourceAsStream("/recorded/" + name + ".json")) {
          for (JsonNode entry : new ObjectMapper().readTree(in)) {
            if (entry.path("step").path("method").asText("GET").equals("GET")) {
              answers.putIfAbsent(entry.path("step").path("path").asText(), entry.path("namerd"));
            }
          }
        }
      }
      server.createContext(
          "/",
          exchange -> {
            JsonNode answer = answers.get(exchange.getRequestURI().toString().replace("%2F", "/"));
            byte[] body = (answer == null ? "" : answer.path("body").asText()).getBytes(UTF_8);
            if (answer != null && answer.path("headers").has("etag")) {
              exchange
                  .getResponseHeaders()
                  .set("ETag", answer.path("headers").path("etag").asText());
            }
            int status = answer == null ? 500 : answer.path("status").asInt();
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
