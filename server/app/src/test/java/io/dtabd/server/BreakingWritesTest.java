package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.server.ProgramRun.Result;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands do about a write that breaks something, against a real server. */
class BreakingWritesTest {

  private static final String TABLE =
      """
      /srv => /#/io.l5d.fs ;
      /host => /srv ;
      /tmp => /srv ;
      /svc => /host ;
      /host/world => /srv/world-v1 ;
      """;
  private static final String TYPO = TABLE.replace("/srv/world-v1", "/srv/wrold-v1");

  @TempDir Path dir;

  private final HttpClient http = HttpClient.newHttpClient();
  private Path disco;
  private HttpInterface server;
  private InputStream watcher;

  @BeforeEach
  void start() throws Exception {
    disco = Files.createDirectory(dir.resolve("disco"));
    Files.writeString(disco.resolve("world-v1"), "127.0.0.1 7777\n");
    Files.writeString(disco.resolve("world-v2"), "127.0.0.1 7778\n");
    server = HttpInterface.start("namers: [{kind: io.l5d.fs, rootDir: %s}]\n".formatted(disco));
    program().reading(TABLE).run("dtab", "create", "internal", "-");
    watcher =
        http.send(
                HttpRequest.newBuilder(
                        URI.create(
                            server.url() + "/api/1/bind/internal?watch=true&path=/svc/world"))
                    .build(),
                BodyHandlers.ofInputStream())
            .body();
    assertThat(watcher.read()).isEqualTo('{');
  }

  @AfterEach
  void stop() throws Exception {
    watcher.close();
    server.close();
    http.close();
  }

  private ProgramRun program() {
    return ProgramRun.in(dir).with("NAMERCTL_BASE_URL", server.url());
  }

  private Result shift(String... args) {
    String[] all = new String[args.length + 3];
    System.arraycopy(new String[] {"shift", "internal", "/host/world"}, 0, all, 0, 3);
    System.arraycopy(args, 0, all, 3, args.length);
    return program().run(all);
  }

  private String get(String target) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(server.url() + target))
                .header("Accept", "application/vnd.dtabd.source, application/json")
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private String table() throws Exception {
    return get("/api/1/dtabs/internal");
  }

  @Test
  void theOutageOfAMisspeltCanaryDoesNotHappen() throws Exception {
    Result canary = shift("--to", "/tmp/wrold-v9", "--percent", "10");
    assertThat(canary)
        .isEqualTo(
            new Result(
                3,
                "",
                """
                dtabd shift: refused, and nothing was written to internal:
                  - /host/world => /srv/world-v1
                  + /host/world => 10 * /tmp/wrold-v9 & 90 * /srv/world-v1
                  /tmp/wrold-v9: 0 %: /tmp/wrold-v9 does not exist (10 % is meant for it)
                    - nothing
                    + nothing
                  /svc/world (1 watcher): 0 %: /tmp/wrold-v9 does not exist (10 % is meant for it)
                    - 100 % /#/io.l5d.fs/world-v1
                    + 100 % /#/io.l5d.fs/world-v1, 0 % /tmp/wrold-v9
                To write it anyway, add --force
                """));
    assertThat(shift("--to", "/tmp/wrold-v9", "--finish").status()).isEqualTo(3);
    assertThat(shift("--to", "/tmp/wrold-v9", "--clean-up").status()).isEqualTo(1);
    assertThat(table()).isEqualTo(TABLE);
  }

  @Test
  void aForcedStepIsDoneAndTellsWhatItBreaks() throws Exception {
    Result forced = shift("--to", "/tmp/wrold-v9", "--finish", "--force");
    assertThat(forced.status()).isZero();
    assertThat(forced.err())
        .isEqualTo(
            "warning: /tmp/wrold-v9: 0 %: /tmp/wrold-v9 does not exist (100 % is meant for it)\n");
    Result cleanUp = shift("--to", "/tmp/wrold-v9", "--clean-up");
    assertThat(cleanUp.status()).isEqualTo(3);
    assertThat(cleanUp.err()).contains("/svc/world (1 watcher): it leads nowhere");
    assertThat(table()).contains("/host/world => /tmp/wrold-v9 | /srv/world-v1 ;");
  }

  @Test
  void aDryRunOfAShiftWritesNothingAndEndsAsTheShiftWould() throws Exception {
    Result good = shift("--to", "/tmp/world-v2", "--percent", "10", "--dry-run", "--wait");
    assertThat(good)
        .isEqualTo(
            new Result(
                0,
                """
                -/host/world => /srv/world-v1
                +/host/world => 10 * /tmp/world-v2 & 90 * /srv/world-v1
                Nothing was written to internal: this is a dry run
                """,
                ""));
    Result refused = shift("--to", "/tmp/wrold-v9", "--percent", "10", "--dry-run");
    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.err()).contains("+ /host/world => 10 * /tmp/wrold-v9 & 90 * /srv/world-v1");
    assertThat(table()).isEqualTo(TABLE);
  }

  @Test
  void theWayBackIsOpenWithEveryDestinationEmpty() throws Exception {
    shift("--to", "/tmp/world-v2", "--percent", "10");
    Files.writeString(disco.resolve("world-v1"), "");
    Files.writeString(disco.resolve("world-v2"), "");
    for (String name : List.of("world-v1", "world-v2")) {
      await()
          .until(
              () ->
                  get("/api/1/addr/internal?path=/%23/io.l5d.fs/" + name).contains("\"addrs\":[]"));
    }

    Result abort = shift("--to", "/tmp/world-v2", "--abort");

    assertThat(abort.status()).as(abort.err()).isZero();
    assertThat(abort.err()).contains("warning: ", "no addresses");
    assertThat(table()).isEqualTo(TABLE);

    Result rollback = program().run("dtab", "rollback", "internal");
    assertThat(rollback.status()).as(rollback.err()).isZero();
    assertThat(table()).contains("10 * /tmp/world-v2");
  }

  @Test
  void anAbortOfAMisspeltDestinationWarns() throws Exception {
    shift("--to", "/tmp/world-v2", "--percent", "10");
    Result abort = shift("--to", "/tmp/wrold-v2", "--abort");
    assertThat(abort.status()).isZero();
    assertThat(abort.out()).endsWith("Nothing to do, internal has it already\n");
    assertThat(abort.err())
        .startsWith("warning: still split: 10 * /tmp/world-v2 & 90 * /srv/world-v1, and not to");
  }

  @Test
  void anAbortThatCanBeReadInTwoWaysNamesThem() throws Exception {
    shift("--to", "/tmp/world-v2", "--percent", "10");
    Result abort = shift("--abort");
    assertThat(abort.status()).isEqualTo(1);
    assertThat(abort.err()).contains("several ways").endsWith("  /srv/world-v1\n  /tmp/world-v2\n");
    assertThat(shift("--finish").err()).contains("--to is missing");
  }

  @Test
  void anUpdateThatBreaksAWatchedNameIsRefusedUnlessForced() throws Exception {
    Result refused = program().reading(TYPO).run("dtab", "update", "internal", "-");
    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.err())
        .startsWith("dtabd dtab update: refused, and nothing was written to internal:\n")
        .contains("  /svc/world (1 watcher): it leads nowhere\n");
    assertThat(table()).isEqualTo(TABLE);

    Result rehearsed = program().reading(TYPO).run("dtab", "update", "internal", "-", "--dry-run");
    assertThat(rehearsed.status()).isEqualTo(3);
    assertThat(rehearsed.out())
        .contains("1 name would change", "It would be refused:", "Nothing was written");
    assertThat(table()).isEqualTo(TABLE);

    Result forced = program().reading(TYPO).run("dtab", "update", "internal", "-", "--force");
    assertThat(forced.status()).isZero();
    assertThat(forced.out()).isEqualTo("Updated internal\n");
    assertThat(forced.err()).contains("warning: /svc/world (1 watcher): it leads nowhere\n");
    assertThat(table()).isEqualTo(TYPO);
  }

  @Test
  void otherFailuresOfAnUpdateKeepTheirStatus() {
    assertThat(program().reading("/a").run("dtab", "update", "internal", "-").status())
        .isEqualTo(255);
    assertThat(
            program()
                .reading(TABLE)
                .run("dtab", "update", "internal", "-", "--version", "AAAAAAAAAAk=")
                .status())
        .isEqualTo(255);
  }

  @Test
  void aDryRunOnAnotherVersionEndsAsTheWriteWould() {
    for (String command : List.of("update internal -", "delete internal", "update none -")) {
      String[] args = ("dtab " + command + " --version AAAAAAAAAAk= --dry-run").split(" ");
      Result rehearsed = program().reading(TABLE).run(args);
      assertThat(rehearsed.status()).as(command).isEqualTo(255);
      assertThat(rehearsed.err())
          .contains(
              command.contains("internal")
                  ? "version conflict: namespace 'internal' is at AAAAAAAAAAE=, not AAAAAAAAAAk=;"
                  : "there is no namespace 'none'");
      assertThat(rehearsed.out()).isEmpty();
    }
    assertThat(program().run("dtab", "delete", "none", "--dry-run").status()).isEqualTo(255);
    for (String version : List.of("*", "AAAAAAAAAAE=")) {
      Result good =
          program()
              .reading(TABLE)
              .run("dtab", "update", "internal", "-", "--version", version, "--dry-run");
      assertThat(good.status()).as(good.err()).isZero();
    }
  }

  @Test
  void aDryRunShowsAFindingOfTheTextOnce() {
    Result rehearsed =
        program()
            .reading(TABLE + "/x => /#/nosuch ;\n")
            .run("dtab", "update", "internal", "-", "--dry-run");
    assertThat(rehearsed.status()).as(rehearsed.err()).isZero();
    assertThat(rehearsed.out())
        .containsOnlyOnce("there is no namer for /#/nosuch")
        .doesNotContain("warning: line");
  }

  @Test
  void anEditThatBreaksSomethingKeepsItsText() throws Exception {
    ProgramRun editing = program().with("EDITOR", "sed -i s/world-v1/wrold-v1/");
    Result refused = editing.run("dtab", "edit", "internal");
    assertThat(refused.status()).isEqualTo(3);
    assertThat(refused.err())
        .contains("To write it anyway, add --force: dtabd dtab update internal ")
        .contains("Your text is in ");
    assertThat(table()).isEqualTo(TABLE);
    Result rehearsed = editing.run("dtab", "edit", "internal", "--dry-run");
    assertThat(rehearsed.status()).isEqualTo(3);
    assertThat(rehearsed.out()).contains("It would be refused:", "Your text is in ");
    assertThat(editing.run("dtab", "edit", "internal", "--force").status()).isZero();
    assertThat(table()).isEqualTo(TYPO);
  }

  @Test
  void aDeleteThatLeavesWatchersNothingIsRefusedWhereNobodyCanBeAsked() throws Exception {
    assertThat(program().run("dtab", "delete", "internal").status()).isEqualTo(3);
    Result rehearsed = program().run("dtab", "delete", "internal", "--dry-run");
    assertThat(rehearsed.status()).isEqualTo(3);
    assertThat(rehearsed.out()).startsWith("1 watcher of internal gets the empty table");
    assertThat(table()).isEqualTo(TABLE);
    assertThat(program().run("dtab", "delete", "internal", "--force").status()).isZero();
    assertThat(program().run("dtab", "list").out()).isBlank();
  }

  @Test
  void aPersonIsAskedBeforeADelete() {
    Result other = program().typing("intenral\n").run("dtab", "delete", "internal");
    assertThat(other.status()).isEqualTo(255);
    assertThat(other.err())
        .startsWith("1 watcher of internal gets the empty table")
        .contains("not deleted: that is not the name");
    assertThat(program().typing("").run("dtab", "delete", "internal").status()).isEqualTo(255);
    assertThat(program().run("dtab", "list").out()).isEqualTo("internal\n");

    assertThat(program().typing("internal\n").run("dtab", "delete", "internal").status()).isZero();
    assertThat(program().run("dtab", "list").out()).isBlank();
  }
}
