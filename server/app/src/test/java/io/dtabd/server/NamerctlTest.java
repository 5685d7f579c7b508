package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.server.ProgramRun.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real namerctl finds in dtabd what it finds in namerd. */
class NamerctlTest {

  @TempDir Path dir;

  private HttpInterface server;
  private Namerctl namerctl;

  @BeforeEach
  void start() throws Exception {
    server = HttpInterface.start();
    namerctl = new Namerctl(dir, server.url());
    Files.writeString(dir.resolve("v1.dtab"), "# first\n/svc => /host ;\n/host/a => /b & /c ;\n");
    Files.writeString(dir.resolve("v2.dtab"), "/svc => /other ;\n");
    Files.writeString(dir.resolve("bad.dtab"), "/svc => other\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void succeeds(String output, String... args) throws Exception {
    assertThat(namerctl.run(args)).isEqualTo(new Result(0, output, ""));
  }

  private void isRefused(String status, String... args) throws Exception {
    Result result = namerctl.run(args);
    assertThat(result.status()).isEqualTo(255);
    assertThat(result.out()).isEqualTo("unexpected response: " + status + "\n");
  }

  @Test
  void createdNamespacesAreListedInOrder() throws Exception {
    succeeds("\n", "dtab", "list");
    succeeds("Created internal\n", "dtab", "create", "internal", "v1.dtab");
    succeeds("Created external\n", "dtab", "create", "external", "v1.dtab");
    succeeds("external\ninternal\n", "dtab", "list");
    succeeds("[\"external\",\"internal\"]\n", "dtab", "list", "--json");
  }

  @Test
  void dtabIsShownPrettyOnOneLineAndAsJson() throws Exception {
    namerctl.run("dtab", "create", "internal", "v1.dtab");
    succeeds(
        "# version AAAAAAAAAAE=\n/svc     => /host ;\n/host/a  => /b & /c ;\n",
        "dtab",
        "get",
        "internal");
    succeeds("/svc=>/host;/host/a=>/b & /c;\n", "dtab", "get", "internal", "--pretty=false");
    assertThat(namerctl.run("dtab", "get", "internal", "--json").out())
        .startsWith("{\"version\":\"AAAAAAAAAAE=\",\"dtab\":[{\"prefix\":\"/svc\"");
  }

  @Test
  void updateReplacesWhateverIsThereAndCreatesWhatIsNot() throws Exception {
    succeeds("Updated internal\n", "dtab", "update", "internal", "v1.dtab");
    succeeds("Updated internal\n", "dtab", "update", "internal", "v2.dtab");
    succeeds("# version AAAAAAAAAAI=\n/svc  => /other ;\n", "dtab", "get", "internal");
  }

  @Test
  void updateOfAnOldVersionIsRefused() throws Exception {
    namerctl.run("dtab", "create", "internal", "v1.dtab");
    succeeds(
        "Updated internal\n", "dtab", "update", "internal", "v2.dtab", "--version", "AAAAAAAAAAE=");
    isRefused(
        "412 Precondition Failed",
        "dtab",
        "update",
        "internal",
        "v1.dtab",
        "--version",
        "AAAAAAAAAAE=");
  }

  @Test
  void whatGetPrintedAsJsonIsCreatedAndUpdatedAgain() throws Exception {
    namerctl.run("dtab", "create", "internal", "v1.dtab");
    String json = namerctl.run("dtab", "get", "internal", "--json").out();

    assertThat(namerctl.runReading(json, "dtab", "create", "copy", "-").out())
        .isEqualTo("Created copy\n");
    assertThat(namerctl.runReading(json, "dtab", "update", "internal", "-").out())
        .isEqualTo("Updated internal\n");
    assertThat(namerctl.runReading(json, "dtab", "update", "internal", "-").out())
        .isEqualTo("unexpected response: 412 Precondition Failed\n");
  }

  @Test
  void deletedNamespaceIsGone() throws Exception {
    namerctl.run("dtab", "create", "internal", "v1.dtab");
    succeeds("Deleted internal\n", "dtab", "delete", "internal");
    isRefused("404 Not Found", "dtab", "get", "internal");
    isRefused("404 Not Found", "dtab", "delete", "internal");
  }

  @Test
  void creatingWhatIsThereIsRefused() throws Exception {
    namerctl.run("dtab", "create", "internal", "v1.dtab");
    isRefused("409 Conflict", "dtab", "create", "internal", "v2.dtab");
  }

  @Test
  void textThatIsNoDtabIsRefused() throws Exception {
    isRefused("400 Bad Request", "dtab", "create", "internal", "bad.dtab");
    isRefused("400 Bad Request", "dtab", "update", "internal", "bad.dtab");
  }
}
