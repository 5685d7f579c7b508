package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for every text whatever, right or wrong. */
final class Reading {

  private Reading() {}

  /**
   * {@code text}, read as each thing that can be read, is refused at a place that is in it, or is
   * printed so that it reads back equal.
   */
  static void isSound(String text) {
    for (Rule rule : Rule.values()) {
      Object value;
      try {
        value = rule.read(text);
      } catch (DtabSyntaxException refusal) {
        assertPlaceIsIn(text, refusal);
        continue;
      }
      assertThat(rule.read(rule.exact(text))).as("%s %s", rule, text).isEqualTo(value);
      // The first time weights are rounded, and one that rounds to 1.00 is not printed the next.
      String rounded = rule.show(rule.show(text));
      assertThat(rule.show(rounded)).as("%s %s", rule, text).isEqualTo(rounded);
      if (value instanceof Dtab dtab) {
        assertThat(dtab.text()).isEqualTo(text);
      }
    }
  }

  private static void assertPlaceIsIn(String text, DtabSyntaxException refusal) {
    assertThat(refusal.offset()).as(text).isBetween(0, text.length());
    String before = text.substring(0, refusal.offset());
    assertThat(refusal.line()).isEqualTo(1 + before.chars().filter(c -> c == '\n').count());
    assertThat(refusal.column()).isEqualTo(before.length() - before.lastIndexOf('\n'));
    int shown = 2 * DtabSyntaxException.EXCERPT_RADIUS + 1;
    assertThat(refusal.excerpt()).hasSizeLessThanOrEqualTo("...[]...".length() + shown * 6);
    assertThat(refusal.excerpt()).matches("\\P{Cntrl}*");
    assertThat(refusal).message().contains("at '" + refusal.excerpt() + "'");
  }
}
