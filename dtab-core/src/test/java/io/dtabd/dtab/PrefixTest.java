package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Prefix.Wildcard;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixTest {

  @Test
  void theEmptyPrefixMatchesEveryPath() {
    assertThat(Prefix.EMPTY.matches(Path.EMPTY)).isTrue();
    assertThat(Prefix.EMPTY.matches(Path.of("a"))).isTrue();
  }

  @Test
  void aPrefixMatchesThePathsThatBeginWithIt() {
    Prefix prefix = Prefix.read("/a/b");
    assertThat(prefix.matches(Path.of("a", "b"))).isTrue();
    assertThat(prefix.matches(Path.of("a", "b", "c"))).isTrue();
    assertThat(prefix.matches(Path.of("a", "c"))).isFalse();
  }

  @Test
  void aPrefixLongerThanThePathDoesNotMatch() {
    assertThat(Prefix.read("/a/*").matches(Path.of("a"))).isFalse();
  }

  @Test
  void theWildcardMatchesAnyOneLabel() {
    Prefix prefix = Prefix.read("/*/b");
    assertThat(prefix.matches(Path.of("a", "b"))).isTrue();
    assertThat(prefix.matches(Path.of("*", "b"))).isTrue();
    assertThat(prefix.matches(Path.of("b"))).isFalse();
  }

  @Test
  void aLabelThatIsAnAsteriskIsNotTheWildcard() {
    Prefix asterisk = Prefix.read("/\\x2a");
    assertThat(asterisk).isEqualTo(Prefix.of(Path.of("*"))).isNotEqualTo(Prefix.read("/*"));
    assertThat(asterisk.show()).isEqualTo("/\\x2a");
  }

  @Test
  void aPrefixReadsBackFromWhatItShows() {
    Prefix prefix = new Prefix(List.of(Label.of("a b"), Wildcard.ANY, Label.of("c")));
    assertThat(prefix.show()).isEqualTo("/\\x61\\x20\\x62/*/c");
    assertThat(Prefix.read(prefix.show())).isEqualTo(prefix);
  }

  @Test
  void theEmptyPrefixIsASlash() {
    assertThat(Prefix.read(" / ")).isEqualTo(Prefix.EMPTY);
    assertThat(Prefix.EMPTY.show()).isEqualTo("/");
  }
}
