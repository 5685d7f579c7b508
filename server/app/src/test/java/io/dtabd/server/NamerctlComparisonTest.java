package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dtabd.server.ProgramRun.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code dtabd dtab ...} does what namerctl does with the same arguments: the same status, the same
 * output where it succeeds, the same dtabs in the end. Why a command failed goes to standard error
 * and says more.
 */
class NamerctlComparisonTest {

  private static final List<String> SCRIPT =
      List.of(
          "dtab list",
          "dtab ls --json",
          "dtab get internal",
          "dtab create internal weights.dtab",
          "dtab create internal weights.dtab",
          "dtab new empty empty.dtab",
          "dtab list",
          "dtab list --json",
          "dtab list extra",
          "dtab get internal",
          "dtab get --pretty=false internal",
          "dtab get internal --pretty=true",
          "dtab get --pretty internal",
          "dtab get internal --json",
          "dtab --json get internal",
          "dtab cat empty",
          "dtab cat empty --json",
          "dtab get",
          "dtab get internal empty",
          "dtab update internal plain.dtab --version AAAAAAAAAAE=",
          "dtab update internal plain.dtab --version AAAAAAAAAAE=",
          "dtab update internal plain.dtab --version=nonsense",
          "dtab up internal versioned.json",
          "dtab up internal versioned.json",
          "dtab update internal bad.dtab",
          "dtab update internal missing.dtab",
          "dtab update internal broken.json",
          "dtab update internal",
          "dtab update fresh plain.dtab",
          "dtab update nowhere plain.dtab --version AAAAAAAAAAE=",
          "dtab create from-json versioned.json",
          "dtab get from-json",
          "dtab create a/b plain.dtab",
          "dtab create internal",
          "dtab delete fresh",
          "dtab rm fresh",
          "dtab del from-json",
          "dtab delete",
          "dtab nonsense-flag --no-such-flag",
          "dtab list");

  @TempDir Path dir;

  @Test
  void sameArgumentsHaveTheSameEffectOutputAndStatus() throws Exception {
    Files.writeString(
        dir.resolve("weights.dtab"), "# c\n/svc/long=>0.125*/a&3*/b|/c;/s=>~;/*/x=>!");
    Files.writeString(dir.resolve("plain.dtab"), "/svc => /host ;\n");
    Files.writeString(dir.resolve("empty.dtab"), "");
    Files.writeString(dir.resolve("bad.dtab"), "/svc => host\n");
    Files.writeString(dir.resolve("broken.json"), "{\"dtab\": ");
    Files.writeString(
        dir.resolve("versioned.json"),
        "{\"version\":\"AAAAAAAAAAI=\",\"dtab\":[{\"prefix\":\"/svc\",\"dst\":\"/json\"}]}");
    try (var theirs = HttpInterface.start();
        var ours = HttpInterface.start()) {
      var namerctl = new Namerctl(dir, theirs.url());
      var soft = new SoftAssertions();
      var succeeded = new ArrayList<String>();
      for (String line : SCRIPT) {
        String[] args = line.split(" ");
        Result expected = namerctl.run(args);
        Result actual = ProgramRun.in(dir).with("NAMERCTL_BASE_URL", ours.url()).run(args);

        soft.assertThat(actual.status()).as(line).isEqualTo(expected.status());
        if (expected.status() == 0) {
          soft.assertThat(normal(actual.out(), args))
              .as(line)
              .isEqualTo(normal(expected.out(), args));
          soft.assertThat(actual.err()).as(line).isEmpty();
          succeeded.add(line);
        } else {
          soft.assertThat(actual.out()).as(line).isEmpty();
          soft.assertThat(actual.err()).as(line).startsWith("dtabd dtab");
        }
      }
      soft.assertAll();
      assertThat(succeeded).as("the script does not fail everywhere").hasSizeGreaterThan(20);
    }
  }

  /** Go escapes some characters in JSON that need not be; read, both are the same. */
  private static Object normal(String output, String[] args) throws Exception {
    return Arrays.asList(args).contains("--json")
        ? JsonMapper.builder().build().readTree(output)
        : output;
  }
}
