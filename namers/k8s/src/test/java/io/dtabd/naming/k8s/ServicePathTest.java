package io.dtabd.naming.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicePathTest {

  private static final Path PREFIX = Path.read("/#/io.l5d.k8s");

  private static final ServicePath ALL =
      new ServicePath(PREFIX, Optional.empty(), Optional.empty());

  @Test
  void servicesAreNamedInSmallLetters() {
    assertThat(ALL.parse(Path.read("/#/io.l5d.k8s/Default/HTTP/World-V1/Rest")))
        .contains(
            new ServicePath.Target(
                new ServiceName("default", "world-v1"),
                new PortLabel.Named("http"),
                Optional.empty(),
                Path.read("/#/io.l5d.k8s/default/http/world-v1"),
                Path.read("/Rest")));
  }

  @Test
  void portMayBeANumber() {
    assertThat(ALL.parse(Path.read("/#/io.l5d.k8s/default/8080/world")).orElseThrow().port())
        .isEqualTo(new PortLabel.Numbered(8080));
  }

  @Test
  void valueOfTheLabelComesLast() {
    var labelled = new ServicePath(PREFIX, Optional.empty(), Optional.of("version"));
    var target = labelled.parse(Path.read("/#/io.l5d.k8s/ns/http/world/v1/rest")).orElseThrow();
    assertThat(target.label()).contains(new ObjectLabel("version", "v1"));
    assertThat(target.id()).isEqualTo(Path.read("/#/io.l5d.k8s/ns/http/world/v1"));
    assertThat(target.residual()).isEqualTo(Path.read("/rest"));
    assertThat(labelled.parse(Path.read("/#/io.l5d.k8s/ns/http/world"))).isEmpty();
  }

  @Test
  void namespaceThatIsGivenDoesNotStandInThePath() {
    var fixed = new ServicePath(PREFIX, Optional.of("ns"), Optional.empty());
    var target = fixed.parse(Path.read("/#/io.l5d.k8s/http/world/rest")).orElseThrow();
    assertThat(target.service()).isEqualTo(new ServiceName("ns", "world"));
    assertThat(target.id()).isEqualTo(Path.read("/#/io.l5d.k8s/http/world"));
    assertThat(fixed.id(target.service(), "http", target.label())).isEqualTo(target.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/ns",
        "/ns/http",
        "/ns/http/-world",
        "/ns/http/world_1",
        "/ns/http/..",
        "/ns/http/\\x2fetc",
        "/ns/http/\\xc3\\xa4",
        "/ns/65536/world",
        "/ns/999999/world",
        "/ns/http_1/world",
        "/ns/$/world",
        "/n.s/http/world",
        "/\\x00/http/world",
        "/aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaa/http/world"
      })
  void whatCannotBeAServiceIsNone(String below) {
    assertThat(ALL.parse(Path.read("/#/io.l5d.k8s" + below))).isEmpty();
  }
}
