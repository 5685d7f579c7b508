package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.server.ProgramRun.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dtabd dtab history} and {@code rollback}, against a real server. */
class HistoryCommandsTest {

  private static final String FIRST = "# v1 serves\n/svc => /host ;\n/host/world => /srv/v1 ;\n";
  private static final String SECOND = "/svc => /host ;\n/host/world => /srv/v2 ;\n";

  @TempDir Path dir;

  private HttpInterface server;

  @BeforeEach
  void start() throws Exception {
    server = HttpInterface.start();
    write("create", FIRST);
    write("update", SECOND);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ProgramRun program() {
    return ProgramRun.in(dir).with("NAMERCTL_BASE_URL", server.url()).with("USER", "alice");
  }

  private void write(String command, String text) {
    Result result = program().reading(text).run("dtab", command, "ns", "-");
    assertThat(result.status()).as(result.err()).isZero();
  }

  private JsonNode history() throws Exception {
    return new ObjectMapper().readTree(program().run("dtab", "history", "ns", "--json").out());
  }

  private String current() throws Exception {
    return history().path(0).path("dtab").asText();
  }

  @Test
  void aLineAVersionSaysWhatItChanged() {
    write("update", "# why\n" + SECOND);
    program().run("dtab", "delete", "ns");
    write("create", "/a => /b ;\n");

    Result result = program().run("dtab", "history", "ns");

    assertThat(result.out().replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z +", "TIME  "))
        .isEqualTo(
            """
            VERSION       TIME                      DENTRIES  WHO                CHANGED
            AAAAAAAAAAU=  TIME  1         alice (127.0.0.1)  created again
            AAAAAAAAAAQ=  TIME  -         alice (127.0.0.1)  deleted
            AAAAAAAAAAM=  TIME  2         alice (127.0.0.1)  comments or layout only
            AAAAAAAAAAI=  TIME  2         alice (127.0.0.1)  -/host/world +/host/world
            AAAAAAAAAAE=  TIME  2         alice (127.0.0.1)  (the oldest that is known)
            """);
  }

  @Test
  void diffShowsTheLinesThatEachVersionChanged() {
    assertThat(program().run("dtab", "history", "ns", "--diff", "--limit", "1").out())
        .contains("    -/host/world => /srv/v1\n    +/host/world => /srv/v2\n")
        .contains("AAAAAAAAAAI=")
        .doesNotContain("AAAAAAAAAAE=");
  }

  @Test
  void historyOfWhatNeverWasIsAnError() {
    Result result = program().run("dtab", "history", "nope");
    assertThat(result.status()).isEqualTo(255);
    assertThat(result.err()).contains("no namespace 'nope'");
  }

  @Test
  void rollbackPutsTheTextBeforeBackAsANewVersion() throws Exception {
    Result result = program().run("dtab", "rollback", "ns");

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("-/host/world => /srv/v2\n+/host/world => /srv/v1\n")
        .contains("Rolled ns back to version AAAAAAAAAAE= of ")
        .endsWith(", which now is version AAAAAAAAAAM=\n");
    assertThat(current()).isEqualTo(FIRST);
    assertThat(history()).hasSize(3);
  }

  @Test
  void rollbackTwiceLeadsBackToWhereOneWas() throws Exception {
    program().run("dtab", "rollback", "ns");
    program().run("dtab", "rollback", "ns");
    assertThat(current()).isEqualTo(SECOND);
  }

  @Test
  void rollbackPassesOverWhatMeantTheSame() throws Exception {
    write("update", "# a comment\n" + SECOND);
    program().run("dtab", "rollback", "ns");
    assertThat(current()).isEqualTo(FIRST);
  }

  @Test
  void rollbackToAVersionThatIsInForceWritesNothing() throws Exception {
    Result result = program().run("dtab", "rollback", "ns", "AAAAAAAAAAI=");
    assertThat(result)
        .isEqualTo(new Result(0, "ns has the dtab of version AAAAAAAAAAI= already\n", ""));
    assertThat(history()).hasSize(2);
  }

  @Test
  void deletedNamespaceComesBack() throws Exception {
    program().run("dtab", "delete", "ns");

    assertThat(program().run("dtab", "rollback", "ns").status()).isZero();

    assertThat(current()).isEqualTo(SECOND);
  }

  @Test
  void rollbackToADeleteOrTheUnknownIsRefused() {
    program().run("dtab", "delete", "ns");
    assertThat(program().run("dtab", "rollback", "ns", "AAAAAAAAAAM=").err())
        .contains("is where ns was deleted; to delete it: dtabd dtab delete ns");
    assertThat(program().run("dtab", "rollback", "ns", "AAAA").err())
        .contains("version AAAA of ns is not known (any more); see: dtabd dtab history ns");
  }

  @Test
  void rollbackWithNothingBeforeIsRefused() {
    program().reading("/a => /b").run("dtab", "create", "one", "-");
    Result result = program().run("dtab", "rollback", "one");
    assertThat(result.status()).isEqualTo(255);
    assertThat(result.err()).contains("no version of one is known");
  }

  @Test
  void whatIsNotADtabIsReplacedByTheLastOneThatWas() throws Exception {
    Path folder = dir.resolve("data");
    try (var files = HttpInterface.on(folder)) {
      ProgramRun here = ProgramRun.in(dir).with("NAMERCTL_BASE_URL", files.url());
      here.reading(FIRST).run("dtab", "create", "ns", "-");
      here.reading(SECOND).run("dtab", "update", "ns", "-");
      Files.writeString(folder.resolve("ns/0000000000000003.dtab"), "by hand");
      await().until(() -> here.run("dtab", "get", "ns").status() != 0);

      Result result = here.run("dtab", "rollback", "ns");

      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.out())
          .startsWith("What was there is not a dtab: ")
          .contains("Rolled ns back to version AAAAAAAAAAI= of ");
      assertThat(here.run("dtab", "get", "ns").out()).contains("/srv/v2");
    }
  }

  /** Whoever loses the race is told; nobody's write is rolled back unseen. */
  @Test
  void ofManyRollbacksAtOnceEachEitherWritesOrSaysThatSomeoneElseDid() throws Exception {
    var rollbacks = new ArrayList<Callable<Result>>();
    for (int i = 0; i < 16; i++) {
      rollbacks.add(() -> program().run("dtab", "rollback", "ns", "AAAAAAAAAAE="));
    }
    int wrote = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Result>> results = threads.invokeAll(rollbacks);
      for (Future<Result> future : results) {
        Result result = future.get();
        if (result.status() == 255) {
          assertThat(result.err()).contains("someone else changed ns at the same moment");
        } else if (result.out().contains("Rolled ns back")) {
          wrote++;
        } else {
          assertThat(result.out()).contains("already");
        }
      }
    }
    assertThat(wrote).isEqualTo(1);
    assertThat(history()).hasSize(3);
    assertThat(current()).isEqualTo(FIRST);
  }
}
