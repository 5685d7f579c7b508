package io.dtabd.testing.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.peers.Peers.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {

  private static final String MISSING =
      " is neither on PATH nor in .build/bin of the checkout; install it: get it";

  @TempDir Path folder;

  @Test
  void programOnThePathIsUsed() {
    assertThat(verdict("sh", Map.of("PATH", "/no/such/folder:/bin", "CI", "true")))
        .isEqualTo(new Verdict.Use(Path.of("/bin/sh")));
  }

  @Test
  void programThatTheCheckoutHasIsUsed() throws Exception {
    Files.createFile(folder.resolve("verify"));
    Path program = executable(folder.resolve(".build/bin/peer"));
    Path module = Files.createDirectories(folder.resolve("testing/module"));

    assertThat(Peers.verdict("peer", "get it", module, Map.of()))
        .isEqualTo(new Verdict.Use(program));
  }

  @Test
  void kubernetesIsFoundInTheCacheOfTheUser() throws Exception {
    Path program = executable(folder.resolve("dtabd/kubectl-1.33.13"));

    assertThat(verdict("kubectl", Map.of("XDG_CACHE_HOME", folder.toString())))
        .isEqualTo(new Verdict.Use(program));
  }

  @Test
  void missingPeerIsSkippedWithHowToGetIt() {
    assertThat(verdict("peer", Map.of("PATH", "/bin")))
        .isEqualTo(new Verdict.Skip("peer" + MISSING));
  }

  @Test
  void missingPeerFailsUnderCi() {
    assertThat(verdict("peer", Map.of("CI", "true")))
        .isEqualTo(
            new Verdict.Fail(
                "peer"
                    + MISSING
                    + ". Or allow it to be missing: DTABD_ALLOW_MISSING=docker,namerctl,peer"));
  }

  @Test
  void dockerAndNamerctlMayBeMissingUnderCi() {
    assertThat(verdict("docker", Map.of("CI", "true")))
        .isEqualTo(new Verdict.Skip("docker" + MISSING));
    assertThat(verdict("namerctl", Map.of("CI", "true")))
        .isEqualTo(new Verdict.Skip("namerctl" + MISSING));
  }

  @Test
  void namedPeersAloneMayBeMissingUnderCi() {
    var environment = Map.of("CI", "true", Peers.ALLOW_MISSING, "other, peer");

    assertThat(verdict("peer", environment)).isInstanceOf(Verdict.Skip.class);
    assertThat(verdict("docker", environment)).isInstanceOf(Verdict.Fail.class);
  }

  @Test
  void noPeerMayBeMissingUnderCiIfNoneIsNamed() {
    assertThat(verdict("docker", Map.of("CI", "true", Peers.ALLOW_MISSING, "")))
        .isInstanceOf(Verdict.Fail.class);
  }

  /** In no checkout. */
  private Verdict verdict(String name, Map<String, String> environment) {
    return Peers.verdict(name, "get it", folder, environment);
  }

  private static Path executable(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    return Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }
}
