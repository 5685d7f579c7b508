package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriteNamerTest {

  private static final Path PREFIX = Path.read("/#/io.l5d.rewrite");

  private static State<NameTree<Namer.Name>> rewritten(String pattern, String name, String path) {
    return new RewriteNamer(PREFIX, pattern, name).lookup(PREFIX.concat(Path.read(path))).now();
  }

  @ParameterizedTest
  @CsvSource({
    "/{service}/api, /other/{service}, /foo/api, /other/foo",
    "/{service}/api, /other/{service}, /foo/api/rest, /other/foo",
    "/*/{a}/{b}, /{b}/{a}/{b}, /x/y/z, /z/y/z",
    "/{a}, /x-{a}.{a}, /1, /x-1.1",
    "/fixed, /other, /fixed, /other",
    "/{a}, /{a}, /\\x2f\\xff, /\\x2f\\xff",
    "/{a}, /b{a}, /\\x2f, /\\x62\\x2f",
    "/\\x2f, /b, /\\x2f, /b",
  })
  void pathsOfThePatternAreRewritten(String pattern, String name, String path, String to) {
    assertThat(rewritten(pattern, name, path))
        .isEqualTo(State.ok(NameTree.leaf(new Namer.Name.Rewritten(Path.read(to)))));
  }

  @ParameterizedTest
  @CsvSource({
    "/{service}/api, /foo",
    "/{service}/api, /foo/web",
    "/{service}/api, /",
    "/Fixed, /fixed",
  })
  void otherPathsAreNeg(String pattern, String path) {
    assertThat(rewritten(pattern, "/x", path)).isEqualTo(State.ok(NameTree.neg()));
  }

  @Test
  void captureThatThePatternHasNotIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RewriteNamer(PREFIX, "/{a}", "/x/{b}"))
        .withMessage("the name /x/{b} uses {b}, which the pattern does not capture");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a", "/a/", "//a", "/a b", "/{a", "/a{b}"})
  void patternsThatAreNoPathAreRefused(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RewriteNamer(PREFIX, pattern, "/x"))
        .withMessageContaining("the pattern '" + pattern + "'");
  }
}
