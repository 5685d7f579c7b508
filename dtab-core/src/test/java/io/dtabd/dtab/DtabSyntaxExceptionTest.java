package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

class DtabSyntaxExceptionTest {

  @Test
  void thePlaceIsGivenAsOffsetLineAndColumn() {
    DtabSyntaxException e = refusalOf("/a => /b ;\n/c = /d");
    assertThat(e.offset()).isEqualTo(15);
    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(5);
  }

  @Test
  void theMessageSaysWhatWasExpectedWhatStoodThereAndWhere() {
    assertThat(refusalOf("/a=>x"))
        .hasMessage("simple expected but 'x' found at '/a=>[x]' (line 1, column 5)");
  }

  @Test
  void aPlaceRightAfterANewlineIsTheFirstColumn() {
    DtabSyntaxException e = refusalOf("/a\n\nx");
    assertThat(e.line()).isEqualTo(3);
    assertThat(e.column()).isEqualTo(1);
  }

  @Test
  void anEmptyBracketIsTheEndOfInput() {
    DtabSyntaxException e = refusalOf("/a =>\n");
    assertThat(e)
        .hasMessage("simple expected but end of input found at '/a =>\\n[]' (line 2, column 1)");
    assertThat(e.offset()).isEqualTo(6);
  }

  @Test
  void theExcerptIsBoundedOnBothSides() {
    String label = "/" + "a".repeat(1_000_000);
    String excerpt = refusalOf(label + " => ?" + label).excerpt();
    assertThat(excerpt).startsWith("...aaa").contains(" => [?]/aaa").endsWith("aaa...");
    assertThat(excerpt).hasSize(2 * DtabSyntaxException.EXCERPT_RADIUS + "...[?]...".length());
  }

  @Test
  void anExcerptOfAllTheTextHasNoDots() {
    assertThat(refusalOf("/a => /b)").excerpt()).isEqualTo("/a => /b[)]");
  }

  @Test
  void whatWouldBreakOrForgeALogLineIsEscaped() {
    String odd = "\n\r\t\0\u001b\u0085\u2028\u2029\u202e\u200b\ufeff\ud800\uffff";
    assertThat(refusalOf("/a => /b ? " + odd))
        .message()
        .contains(
            "\\n\\r\\t\\u0000\\u001b\\u0085\\u2028\\u2029\\u202e\\u200b\\ufeff\\ud800\\uffff'");
  }

  @Test
  void theCharAtFaultIsEscapedToo() {
    assertThat(refusalOf("\0"))
        .hasMessage("'/' expected but '\\u0000' found at '[\\u0000]' (line 1, column 1)");
  }

  @Test
  void lettersOfOtherScriptsShowAsTheyAre() {
    assertThat(refusalOf("/\u00e9").excerpt()).isEqualTo("/[\u00e9]");
  }

  private static DtabSyntaxException refusalOf(String text) {
    return catchThrowableOfType(DtabSyntaxException.class, () -> Dtab.read(text));
  }
}
