package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads, prints and looks up generated texts here and in Finagle, and compares. The deliberate
 * differences are the tests whose names say so; the generated texts contain none of them.
 */
class FinagleDifferentialTest {

  private static final int DTABS_AND_PATHS = 200_000;

  @Test
  void lookupsAnswerAlike() {
    var found = new AtomicInteger();
    Cases.each(
        DTABS_AND_PATHS,
        texts -> {
          String dtab = texts.dtab();
          String path = texts.path();
          NameTree<Path> tree = Dtab.read(dtab).lookup(Path.read(path));
          assertThat(tree).as("%s in %s", path, dtab).isEqualTo(Finagle.lookup(dtab, path));
          if (!tree.equals(NameTree.neg())) {
            found.incrementAndGet();
          }
        });
    assertThat(found).hasValueBetween(DTABS_AND_PATHS / 4, DTABS_AND_PATHS * 3 / 4);
  }

  @Test
  void lookupsInJoinedDtabsAnswerAlike() {
    Cases.each(
        DTABS_AND_PATHS / 4,
        texts -> {
          String first = texts.dtab();
          String last = texts.dtab();
          String path = texts.path();
          assertThat(Dtab.read(first).concat(Dtab.read(last)).lookup(Path.read(path)))
              .as("%s in %s and %s", path, first, last)
              .isEqualTo(Finagle.lookup(first, last, path));
        });
  }

  @ParameterizedTest
  @EnumSource
  void textsByTheGrammarAreReadAndShownAlike(Rule rule) {
    Cases.each(
        DTABS_AND_PATHS / 4,
        texts -> {
          String text = rule.make(texts);
          assertThat(rule.read(text)).as("%s", text).isEqualTo(rule.finagleRead(text));
          assertThat(rule.show(text)).as("%s", text).isEqualTo(rule.finagleShow(text));
        });
  }

  @ParameterizedTest
  @EnumSource
  void nearMissesAreReadAlikeOrRefusedInTheSameWords(Rule rule) {
    var refused = new AtomicInteger();
    Cases.each(
        DTABS_AND_PATHS / 4,
        texts -> {
          if (isRefusedByBoth(rule, texts.nearly(rule.make(texts)))) {
            refused.incrementAndGet();
          }
        });
    assertThat(refused).hasValueBetween(DTABS_AND_PATHS / 16, DTABS_AND_PATHS * 15 / 64);
  }

  private static boolean isRefusedByBoth(Rule rule, String text) {
    Object expected;
    try {
      expected = rule.finagleRead(text);
    } catch (IllegalArgumentException refusal) {
      assertThatThrownBy(() -> rule.read(text))
          .as("%s", text)
          .isInstanceOfSatisfying(
              DtabSyntaxException.class, e -> assertSameRefusal(e, refusal, text));
      return true;
    }
    assertThat(rule.read(text)).as("%s", text).isEqualTo(expected);
    return false;
  }

  /** Finagle quotes the whole text as it is; the excerpt here is bounded and has no controls. */
  private static void assertSameRefusal(
      DtabSyntaxException ours, IllegalArgumentException finagles, String text) {
    int at = ours.offset();
    String rest = at < text.length() ? "[" + text.charAt(at) + "]" + text.substring(at + 1) : "[]";
    String quote = " found at '" + text.substring(0, at) + rest + "'";
    String theirs = String.valueOf(finagles.getMessage());
    assertThat(theirs).endsWith(quote);
    String problem = theirs.substring(0, theirs.length() - quote.length());
    assertThat(ours.getMessage()).startsWith(printable(problem) + " found at '");
  }

  private static String printable(String text) {
    var out = new StringBuilder();
    DtabSyntaxException.printable(text, 0, text.length(), out);
    return out.toString();
  }

  @Test
  void parenthesesAreBoundedHereAndOverflowTheStackThere() {
    String deep = "(".repeat(200_000) + "/a" + ")".repeat(200_000);
    assertThatThrownBy(() -> NameTree.read(deep)).isInstanceOf(DtabSyntaxException.class);
    assertThatThrownBy(() -> Finagle.tree(deep)).isInstanceOf(StackOverflowError.class);

    String allowed = "(".repeat(DtabParser.MAX_NESTING) + "/a" + ")".repeat(DtabParser.MAX_NESTING);
    assertThat(NameTree.read(allowed)).isEqualTo(Finagle.tree(allowed));
  }

  @Test
  void infiniteWeightsAreRefusedHereAndReadThere() {
    String text = "9".repeat(400) + " * /a & /b";
    assertThatThrownBy(() -> NameTree.read(text)).isInstanceOf(DtabSyntaxException.class);
    assertThat(Finagle.showTree(text)).isEqualTo("Infinity*/a & /b");
  }

  @Test
  void theLastCharOfUnicodeIsACharHereAndTheEndOfInputThere() {
    assertThatThrownBy(() -> NameTree.read("\uffff")).hasMessageContaining("but '\\uffff' found");
    assertThatThrownBy(() -> Finagle.tree("\uffff")).hasMessageContaining("but end of input found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0663 * /a & /b", "1\u0663 * /a & /b"})
  void digitsOfOtherScriptsAreASyntaxErrorHereAndANumberFormatErrorThere(String text) {
    assertThatThrownBy(() -> NameTree.read(text)).isInstanceOf(DtabSyntaxException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Finagle.tree(text))
        .isInstanceOf(NumberFormatException.class);
  }
}
