package io.dtabd.testing.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.peers.Peers.Verdict;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeersTest {

  @Test
  void programOnThePathIsUsed() {
    assertThat(Peers.verdict("sh", "?", Map.of("PATH", "/no/such/folder:/bin", "CI", "true")))
        .isEqualTo(new Verdict.Use(Path.of("/bin/sh")));
  }

  @Test
  void missingPeerIsSkippedWithHowToGetIt() {
    assertThat(Peers.verdict("peer", "get peer", Map.of("PATH", "/bin")))
        .isEqualTo(new Verdict.Skip("peer is not on PATH; install: get peer"));
  }

  @Test
  void missingPeerFailsUnderCi() {
    assertThat(Peers.verdict("peer", "get peer", Map.of("PATH", "/bin", "CI", "true")))
        .isEqualTo(new Verdict.Fail("peer is not on PATH; install: get peer"));
  }

  @Test
  void peerThatCouldNotBeInstalledIsSkippedUnderCiToo() {
    var environment = Map.of("PATH", "/bin", "CI", "true", Peers.UNAVAILABLE, "other,peer");
    assertThat(Peers.verdict("peer", "get peer", environment))
        .isEqualTo(new Verdict.Skip("peer could not be installed here; install: get peer"));
  }
}
