package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the recorded and the generated texts do not reach; see also the differential test. */
class DtabParserTest {

  @Test
  void parenthesesNestToTheBoundAndNoDeeper() {
    assertThat(NameTree.read(nested(DtabParser.MAX_NESTING)))
        .isEqualTo(NameTree.leaf(Path.of("a")));
    assertRefused(nested(DtabParser.MAX_NESTING + 1))
        .withMessageStartingWith("at most 100 parentheses may nest, one more found at '(((");
  }

  @Test
  void aMillionParenthesesAreRefusedAtTheBound() {
    assertRefused("(".repeat(1_000_000))
        .satisfies(e -> assertThat(e.offset()).isEqualTo(DtabParser.MAX_NESTING));
  }

  @Test
  void parenthesesSideBySideDoNotNest() {
    String text = "(/a)" + " | (/a)".repeat(1_000);
    assertThat(NameTree.show(NameTree.read(text))).startsWith("/a | /a | ");
  }

  @Test
  void nestedCompositesReadBackFromWhatTheyPrint() {
    String text = "/a";
    for (int i = 0; i < DtabParser.MAX_NESTING; i++) {
      text = "(" + text + " | /b) & /c";
    }
    NameTree<Path> tree = NameTree.read(text);
    assertThat(NameTree.read(NameTree.text(tree))).isEqualTo(tree);
  }

  @Test
  void aWeightBeyondADoubleIsRefused() {
    assertRefused("/a => " + "9".repeat(400) + " * /b & /c")
        .withMessageStartingWith("weight of at most 1.7e308 expected but a larger one found");
  }

  @Test
  void aWeightOfAMillionDigitsIsItsNearestDouble() {
    assertThat(NameTree.text(NameTree.read("0." + "1".repeat(1_000_000) + " * /b & /c")))
        .isEqualTo("0.1111111111111111 * /b & /c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\uffff", "\ud800", "\udc00", "\ud83d\ude00", "\u00a0", "\ufeff"})
  void charsOutsideTheLanguageAreRefusedWhereTheyStand(String odd) {
    assertRefused("/a" + odd + " => /b").satisfies(e -> assertThat(e.offset()).isEqualTo(2));
    assertRefused("/a => " + odd).satisfies(e -> assertThat(e.offset()).isEqualTo(6));
    assertRefused("/a => /b" + odd).satisfies(e -> assertThat(e.offset()).isEqualTo(8));
  }

  @Test
  void anyCharMayStandInAComment() {
    assertThat(Dtab.read("# \0\uffff\ud800 => ;\n/a => /b")).isEqualTo(Dtab.read("/a => /b"));
  }

  @Test
  void nulMayBeEscaped() {
    assertThat(Path.read("/\\x00").label(0).toBytes()).containsExactly(0);
  }

  @Test
  void equalLabelsOfOneDtabAreOneObject() {
    Dtab dtab = Dtab.read("/svc/a => /svc/b ; /svc/b => /\\x73vc");
    Path first = leaf(dtab.dentries().getFirst());
    Path second = leaf(dtab.dentries().getLast());
    assertThat(first.label(0)).isSameAs(second.label(0));
  }

  private static Path leaf(Dentry dentry) {
    return switch (dentry.dst()) {
      case NameTree.Leaf<Path>(var path) -> path;
      default -> throw new AssertionError(dentry);
    };
  }

  private static String nested(int depth) {
    return "(".repeat(depth) + "/a" + ")".repeat(depth);
  }

  private static ThrowableAssertAlternative<DtabSyntaxException> assertRefused(String text) {
    return assertThatExceptionOfType(DtabSyntaxException.class)
        .isThrownBy(
            () ->
                (text.startsWith("(") ? (Object) NameTree.read(text) : Dtab.read(text)).hashCode());
  }
}
