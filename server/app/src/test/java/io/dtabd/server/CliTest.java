package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.config.Config;
import io.dtabd.config.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {

  private static final String GOOD =
      "storage: {kind: io.l5d.inMemory}\ninterfaces: [{kind: io.l5d.httpController}]\n";

  private final List<Config> started = new ArrayList<>();
  private Path dir = Path.of("");
  private Path good = Path.of("");
  private Path bad = Path.of("");

  @BeforeEach
  void writeFiles(@TempDir Path folder) throws IOException {
    dir = folder;
    good = Files.writeString(folder.resolve("good.yml"), GOOD);
    bad = Files.writeString(folder.resolve("bad.yml"), GOOD + "admn: {}\nnamer: []\n");
  }

  private ProgramRun program() {
    return ProgramRun.in(dir).starting(started::add);
  }

  @Test
  void withoutACommandItServesTheEmbeddedDefault() {
    assertThat(program().run().status()).isZero();
    assertThat(started).containsExactly(Config.embedded(dir));
  }

  @Test
  void aFileAloneIsServed() {
    assertThat(program().run(good.toString()).status()).isZero();
    assertThat(started)
        .extracting(config -> config.storage().kind())
        .containsExactly("io.l5d.inMemory");
  }

  @Test
  void serveReadsStandardInput() {
    assertThat(program().reading(GOOD).run("serve", "-").status()).isZero();
    assertThat(started)
        .extracting(Config::storage)
        .hasOnlyElementsOfType(StorageConfig.InMemory.class);
  }

  @Test
  void aConfigurationWithProblemsStartsNothing() {
    ProgramRun.Result result = program().run("serve", bad.toString());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            """
            dtabd serve: the configuration has problems; nothing was started
            %1$s:3:1: admn: unknown key; did you mean 'admin'?
            %1$s:4:1: namer: unknown key; did you mean 'namers'?
            """
                .formatted(bad));
    assertThat(started).isEmpty();
  }

  @Test
  void whyTheServerDoesNotStartIsTold() {
    ProgramRun.Result result =
        program()
            .starting(
                config -> {
                  throw new IOException("port 4180 is in use");
                })
            .run();
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("dtabd: port 4180 is in use\n");
  }

  @Test
  void checkSaysOkAndStartsNothing() {
    ProgramRun.Result result = program().run("check", good.toString());
    assertThat(result).isEqualTo(new ProgramRun.Result(0, good + ": OK\n", ""));
    assertThat(started).isEmpty();
  }

  @Test
  void checkShowsWarningsApart() {
    ProgramRun.Result result =
        program().reading(GOOD + "telemetry: [{kind: io.l5d.statsd}]").run("check", "-");
    assertThat(result.status()).isZero();
    assertThat(result.err()).startsWith("warning: standard input:3:13: telemetry[0]: ");
  }

  @Test
  void checkRefusesAFileThatCannotBeUsedAndSaysWhichListenerNeedsIt() throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("tls.yml"),
            GOOD.replace(
                "}]", ", tls: {certPath: '%1$s/no.pem', keyPath: '%1$s/no.key'}}]".formatted(dir)));
    assertThat(program().run("check", config.toString()))
        .isEqualTo(
            new ProgramRun.Result(
                1,
                "",
                """
                dtabd check: dtabd would not start from %s
                io.l5d.httpController: tls: %s/no.pem: there is no such file
                """
                    .formatted(config, dir)));
  }

  @Test
  void checkWarnsOfAFolderThatIsNotThereAndLeavesNoneBehind() throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("folders.yml"),
            """
            storage: {kind: io.dtabd.file, dir: '%1$s/data/below'}
            namers: [{kind: io.l5d.fs, rootDir: '%1$s/disco'}]
            interfaces: [{kind: io.l5d.httpController}]
            """
                .formatted(dir));
    assertThat(program().run("check", config.toString()))
        .isEqualTo(
            new ProgramRun.Result(
                0,
                config + ": OK\n",
                "warning: namers: /#/io.l5d.fs: there is no folder %s/disco (rootDir); until it is made, nothing is found in it\n"
                    .formatted(dir)));
    assertThat(dir.resolve("data")).doesNotExist();
  }

  @Test
  void checkWarnsOfASecretThatIsNotThere() throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("peers.yml"),
            GOOD
                + "admin: {ip: 0.0.0.0}\nio.dtabd.peers: {dns: replicas, secretFile: '%s/secret'}\n"
                    .formatted(dir));
    ProgramRun.Result result = program().run("check", config.toString());
    assertThat(result.status()).isZero();
    assertThat(result.err())
        .isEqualTo(
            "warning: io.dtabd.peers: there is no secret file %s/secret; until that is mended, replicas are silent to each other\n"
                .formatted(dir));
  }

  @Test
  void namerdsValidateFlagChecks() {
    assertThat(program().run("-validate", good.toString()).out()).isEqualTo(good + ": OK\n");
    assertThat(program().run("-validate", bad.toString()).status()).isEqualTo(1);
    assertThat(started).isEmpty();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThat(program().run("check", dir.resolve("no.yml").toString()).err())
        .endsWith("no.yml: there is no such file\n");
  }

  @Test
  void anUnknownOptionIsToldWithWhereHelpIs() {
    ProgramRun.Result result = program().run("serve", "--prot");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("dtabd serve: Unknown option: '--prot'\nTry 'dtabd serve --help'.\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "check",
        "completion",
        "shift",
        "migrate",
        "dtab",
        "dtab list",
        "dtab get",
        "dtab create",
        "dtab update",
        "dtab delete",
        "dtab edit",
        "dtab diff",
        "dtab preview",
        "dtab history",
        "dtab rollback"
      })
  void everyCommandExplainsItselfWithExamples(String command) {
    String[] args = (command + " --help").strip().split(" ");
    ProgramRun.Result result = program().run(args);
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("Usage: dtabd")
        .contains("Examples:\n  ", "-h, --help", "dtabd " + command)
        .satisfies(help -> assertThat(help.lines()).allMatch(line -> line.length() <= 100));
  }

  @Test
  void theVersionIsShown() {
    assertThat(program().run("--version").out()).startsWith("dtabd ");
  }

  @Test
  void theCompletionScriptKnowsTheCommands() throws Exception {
    String script = program().run("completion").out();
    assertThat(script).contains("picocli_dtabd_dtab_update", "--base-url");

    Path file = Files.writeString(dir.resolve("completion.bash"), script);
    Process bash = new ProcessBuilder("bash", "-n", file.toString()).start();
    assertThat(bash.waitFor()).isZero();
  }

  @Test
  void aServerThatIsNotThereIsToldWithItsUrlAndWhatToDo() {
    ProgramRun.Result result = program().run("dtab", "list", "--base-url", "http://127.0.0.1:1");
    assertThat(result.status()).isEqualTo(255);
    assertThat(result.err())
        .isEqualTo(
            "dtabd dtab list: cannot reach http://127.0.0.1:1: no connection; is dtabd running"
                + " there? Another server is named with --base-url or NAMERCTL_BASE_URL\n");
  }
}
