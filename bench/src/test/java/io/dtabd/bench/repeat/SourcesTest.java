package io.dtabd.bench.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {

  private static final String SUPPORT = "testing/peers/src/main/java/t/peers/";
  private static final String DEEP = "server/interfaces/http/src/test/java/s/http/";

  @TempDir private Path root;

  @BeforeEach
  void checkout() throws IOException {
    write("testing/peers/pom.xml", "");
    write("server/pom.xml", "");
    write("server/interfaces/http/pom.xml", "");
    write(SUPPORT + "Peers.java", "package t.peers;\nimport org.junit.jupiter.api.Assumptions;");
    write(SUPPORT + "Etcd.java", "package t.peers; class Etcd { Path it = Peers.require(\"x\"); }");
    write("server/src/test/java/s/CoreTest.java", "package s; class CoreTest { /* Etcd */ }");
    write(
        DEEP + "Fixture.java",
        "package s.http;\nimport t.peers.Etcd;\nabstract class Fixture { Etcd etcd; }");
    write(DEEP + "WebTest.java", "package s.http; class WebTest extends Fixture {}");
    write(
        DEEP + "UrlTest.java",
        "package s.http; class UrlTest { String it = \"/*\"; Fixture a; String b = \"*/\"; }");
    write(DEEP + "PureTest.java", "package s.http; class PureTest {} // not Fixture");
    write(DEEP + "BaseTest.java", "package s.http; abstract class BaseTest extends Fixture {}");
  }

  @Test
  void classIsFoundInTheModuleThatHoldsIt() throws IOException {
    assertThat(Sources.under(root).named(List.of("PureTest#works")))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.name()).isEqualTo("s.http.PureTest#works");
              assertThat(it.source().module()).isEqualTo(Path.of("server/interfaces/http"));
            });
  }

  @Test
  void globTakesWhatCanBeRun() throws IOException {
    assertThat(names(Sources.under(root).named(List.of("*Test", "s.CoreTest"))))
        .containsExactly("s.CoreTest", "s.http.PureTest", "s.http.UrlTest", "s.http.WebTest");
  }

  @Test
  void unknownClassIsRejectedWithOneThatIsNear() throws IOException {
    Sources sources = Sources.under(root);

    assertThatThrownBy(() -> sources.named(List.of("purTest", "PureTests")))
        .isInstanceOf(Unusable.class);
    assertThatThrownBy(() -> sources.named(List.of("PureTests")))
        .hasMessageEndingWith("there are PureTest");
  }

  @Test
  void testsReachAPeerOverFixturesOfOtherModules() throws IOException {
    assertThat(names(PeerTests.in(Sources.under(root))))
        .containsExactly("s.http.UrlTest", "s.http.WebTest");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static List<String> names(List<Target> targets) {
    return targets.stream().map(Target::name).toList();
  }
}
