package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.server.ProgramRun.Result;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dtabd shift}, against a real server. */
class ShiftCommandTest {

  private static final String TEXT =
      """
      # routes
      /svc => /host ;
      /tmp => /$/inet/127.0.0.1/8080 ;
      /host/world => /$/inet/127.0.0.1/7070 ; # the deploys move this
      """;
  private static final String V1 = "/$/inet/127.0.0.1/7070";

  @TempDir Path dir;

  private HttpInterface server;

  @BeforeEach
  void start() throws Exception {
    server = HttpInterface.start();
    program().reading(TEXT).run("dtab", "create", "ns", "-");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ProgramRun program() {
    return ProgramRun.in(dir)
        .with("NAMERCTL_BASE_URL", server.url())
        .with("DTABD_ADMIN_URL", server.adminUrl());
  }

  private Result shift(String... args) {
    return program()
        .run(
            Stream.concat(
                    Stream.of("shift", "ns", "/host/world", "--to", "/tmp/v2"), Stream.of(args))
                .toArray(String[]::new));
  }

  private String source() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(server.url() + "/api/1/dtabs/ns"))
                  .header("Accept", "application/vnd.dtabd.source")
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static String text(String destination) {
    return TEXT.replace(V1, destination);
  }

  @Test
  void aPartMovesAndTheTextAroundItStays() throws Exception {
    Result result = shift("--percent", "10");
    assertThat(result)
        .isEqualTo(
            new Result(
                0,
                """
                -/host/world => /$/inet/127.0.0.1/7070
                +/host/world => 10 * /tmp/v2 & 90 * /$/inet/127.0.0.1/7070
                Updated ns to version AAAAAAAAAAI=
                """,
                ""));
    assertThat(source()).isEqualTo(text("10 * /tmp/v2 & 90 * " + V1));
  }

  @Test
  void theWholeStoryEndsOnTheNewDestination() throws Exception {
    shift("--percent", "10");
    shift("--percent", "50");
    shift("--finish");
    assertThat(source()).isEqualTo(text("/tmp/v2 | " + V1));
    shift("--clean-up");
    assertThat(source()).isEqualTo(text("/tmp/v2"));
  }

  @Test
  void anAbortPutsTheOldDestinationBackWhereverTheStoryIs() throws Exception {
    for (String step : List.of("--percent=10", "--finish")) {
      shift(step);
      assertThat(shift("--abort").status()).isZero();
      assertThat(source()).isEqualTo(TEXT);
    }
  }

  @Test
  void whatIsDoneAlreadyWritesNothing() {
    for (String step : List.of("--percent=10", "--finish", "--abort")) {
      assertThat(shift(step).out()).contains("Updated ns");
      assertThat(shift(step).out()).endsWith("Nothing to do, ns has it already\n");
    }
    assertThat(program().run("dtab", "history", "ns", "--json").out().split("version")).hasSize(5);
  }

  @Test
  void aPrefixThatTheTableDoesNotHaveIsRefused() {
    Result result = program().run("shift", "ns", "/host/x", "--to", "/y", "--finish");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "dtabd shift: /host/x of ns: the table has no dentry for /host/x; add one that says where"
                + " it leads now\n");
  }

  @Test
  void theLastDentryOfAPrefixMoves() throws Exception {
    String text = "/a => /x ; /a => /y ; /n => /$/inet/1/1";
    program().reading(text).run("dtab", "update", "ns", "-");
    Result result = program().run("shift", "ns", "/a", "--to", "/n", "--finish");
    assertThat(result.err())
        .isEqualTo("note: 2 dentries have the prefix /a; the last one is meant\n");
    assertThat(source()).isEqualTo("/a => /x ; /a => /n | /y ; /n => /$/inet/1/1");
  }

  @Test
  void argumentsThatMakeNoSenseChangeNothing() throws Exception {
    assertThat(shift().err()).contains("--percent");
    assertThat(shift("--finish", "--abort").status()).isEqualTo(1);
    assertThat(shift("--percent", "100").err()).contains("finish the shift");
    assertThat(shift("--percent", "10", "--wait=soon").err()).contains("500ms, 30s or 2m");
    assertThat(shift("--percent", "10", "--wait", "--admin", "x").err()).contains("--admin");
    assertThat(shift("--percent", "10", "--wait", "--accept", "hope").err())
        .contains("--accept: 'hope' is not delivered or sent");
    assertThat(program().run("shift", "ns", "/host/world", "--to", "v2", "--abort").err())
        .contains("dtabd shift: --to: ");
    assertThat(source()).isEqualTo(TEXT);
  }

  @Test
  void theWaitEndsWhenAllWatchersHaveIt() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient();
        var stream =
            http.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/1/dtabs/ns?watch=true"))
                        .build(),
                    BodyHandlers.ofInputStream())
                .body()) {
      Result result = shift("--percent", "10", "--wait=1m");
      assertThat(result.status()).isZero();
      assertThat(result.out())
          .endsWith(
              "The one watcher has it: 1 delivered; this replica only (%s)\n"
                  .formatted(server.adminUrl()));
      assertThat(shift("--percent", "10", "--wait").out()).contains("The one watcher has it");
      assertThat(stream.read()).isEqualTo('[');
    }
  }

  @Test
  void everyReplicaIsAsked() throws Exception {
    Path folder = dir.resolve("data");
    try (var one = HttpInterface.on(folder);
        var other = HttpInterface.on(folder)) {
      ProgramRun here =
          ProgramRun.in(dir)
              .with("NAMERCTL_BASE_URL", one.url())
              .with("DTABD_ADMIN_URL", one.adminUrl() + "," + other.adminUrl());
      here.reading(TEXT).run("dtab", "create", "ns", "-");

      Result result =
          here.run("shift", "ns", "/host/world", "--to", "/tmp/v2", "--finish", "--wait=1m");

      assertThat(result.status()).as(result.out()).isZero();
      assertThat(result.out())
          .endsWith(
              "Nobody watches it; this replica only (%s)\nNobody watches it; this replica only (%s)\n"
                  .formatted(one.adminUrl(), other.adminUrl()));
    }
  }

  @Test
  void nobodyWatchingIsTold() {
    assertThat(shift("--finish", "--wait").out())
        .contains("Nobody watches it; this replica only (");
  }

  @Test
  void whoWaitsInVainIsToldApartFromWhoFailed() {
    Result result = shift("--finish", "--wait=100ms", "--admin", "http://127.0.0.1:1");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).contains("Updated ns", "cannot reach http://127.0.0.1:1");
  }

  /** Each moves a prefix of its own in the same table; nobody's step may be lost. */
  @Test
  void shiftsOfDifferentPrefixesAtOnceAllHappen() throws Exception {
    int shifts = 12;
    var table = new StringBuilder("/new => /$/inet/1/1 ;\n/old => /$/inet/2/2 ;\n");
    var steps = new ArrayList<Callable<Result>>();
    for (int i = 0; i < shifts; i++) {
      String prefix = "/host/" + i;
      table.append(prefix).append(" => /old ;\n");
      steps.add(() -> program().run("shift", "ns", prefix, "--to", "/new", "--percent", "10"));
    }
    program().reading(table.toString()).run("dtab", "update", "ns", "-");

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Result> result : threads.invokeAll(steps)) {
        assertThat(result.get().status()).as(result.get().err()).isZero();
      }
    }

    assertThat(source()).isEqualTo(table.toString().replace("=> /old", "=> 10 * /new & 90 * /old"));
  }
}
