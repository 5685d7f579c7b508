package io.dtabd.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

  private final HostNames names = new HostNames(List.of("Dtabd.example", "rooted.example."));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:4180",
        "127.0.0.1.",
        "127.1:4180",
        "10.1.2.3:9991",
        "[::1]",
        "[::1]:9991",
        "[::FFFF:127.0.0.1]:9991",
        "[fe80::1%25eth0]:9991",
        "localhost",
        "LOCALHOST:9991",
        "localhost.:9991",
        "a.b.localhost:9991",
        "dtabd.example",
        "DTABD.Example.:80",
        "dtabd.example:",
        "rooted.example",
        " dtabd.example ",
      })
  void addressesLocalhostAndWhatIsListedAreOwn(String host) {
    assertThat(names.isOwn(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:4180",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "dtabd.example.evil.example",
        "a.dtabd.example",
        "localhost..",
        "evil@localhost",
        "localhost@evil.example",
        "evil.example:80@127.0.0.1",
        "localhost:evil",
        "localhost:80:80",
        "127.0.0.1/evil",
        "evil.example,localhost",
        "evil.example localhost",
        "evil.example#.localhost",
        "évil.localhost",
        "::1",
        "[::1",
        "[evil.example]",
        "[::1]evil.example",
        "[::1].localhost",
        "[]",
        ".",
        ":80",
      })
  void otherNamesAndWhatMakesNoSenseAreNot(String host) {
    assertThat(names.isOwn(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example:4180", "EVIL.example.", "evil.example"})
  void peopleAreShownTheNameAlone(String host) {
    assertThat(HostNames.shown(host)).isEqualTo("evil.example");
  }

  @Test
  void peopleAreShownAPartOnOneLine() {
    assertThat(HostNames.shown("evil\u0007example\tx".repeat(1_000)))
        .startsWith("evil example x")
        .hasSizeLessThan(150);
  }
}
