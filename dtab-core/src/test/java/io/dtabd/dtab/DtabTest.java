package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DtabTest {

  @Test
  void noMatchIsNeg() {
    assertThat(Dtab.read("/a => /b").lookup(Path.of("b"))).isEqualTo(NameTree.neg());
  }

  @Test
  void oneMatchIsItsTree() {
    assertThat(Dtab.read("/a => /b").lookup(Path.of("a", "c"))).isEqualTo(NameTree.read("/b/c"));
  }

  @Test
  void laterDentryWins() {
    assertThat(Dtab.read("/a => /first ; /a => /second").lookup(Path.of("a")))
        .isEqualTo(NameTree.read("/second | /first"));
  }

  @Test
  void anEarlierLongerPrefixDoesNotWin() {
    assertThat(Dtab.read("/a/b => /long ; /a => /short").lookup(Path.of("a", "b")))
        .isEqualTo(NameTree.read("/short/b | /long"));
  }

  @Test
  void theLastDtabOfAConcatWins() {
    Dtab joined = Dtab.read("/a => /first").concat(Dtab.read("/a => /second"));
    assertThat(joined.lookup(Path.of("a"))).isEqualTo(NameTree.read("/second | /first"));
  }

  @Test
  void aConcatEqualsTheDtabOfAllDentries() {
    Dtab joined = Dtab.read("/a => /b").concat(Dtab.read("/c => /d"));
    Dtab whole = Dtab.read("/a => /b ; /c => /d");
    assertThat(joined).isEqualTo(whole).hasSameHashCodeAs(whole);
    assertThat(whole).isEqualTo(joined);
    assertThat(joined.show()).isEqualTo(whole.show());
  }

  @Test
  void concatWithTheEmptyDtabChangesNothing() {
    Dtab dtab = Dtab.read("/a => /b # kept");
    assertThat(dtab.concat(Dtab.EMPTY)).isSameAs(dtab);
    assertThat(Dtab.EMPTY.concat(dtab)).isSameAs(dtab);
  }

  @Test
  void aDtabMayBeJoinedFromTenThousand() {
    Dtab grown = Dtab.EMPTY;
    for (int i = 0; i < 10_000; i++) {
      grown = grown.concat(Dtab.read("/a => /" + i));
    }
    assertThat(grown.matches(Path.of("a"))).hasSize(10_000);
    assertThat(grown.dentries().getLast()).isEqualTo(Dentry.read("/a => /9999"));
  }

  @Test
  void equalityIsThatOfTheDentriesAndNotOfTheText() {
    assertThat(Dtab.read("/a => /b; # note")).isEqualTo(Dtab.read("/a=>/b"));
    assertThat(Dtab.read("/a => /b ; /c => /d")).isNotEqualTo(Dtab.read("/c => /d ; /a => /b"));
  }

  @Test
  void textIsWhatWasRead() {
    String text = "# greetings\n/a  =>  0.125*/b & /c;\n\n";
    assertThat(Dtab.read(text).text()).isEqualTo(text);
  }

  @Test
  void textOfADtabThatWasNotReadIsADentryALine() {
    Dtab dtab = new Dtab(List.of(Dentry.read("/a=>0.125*/b & /c"), Dentry.read("/d=>!")));
    assertThat(dtab.text()).isEqualTo("/a => 0.125 * /b & /c ;\n/d => ! ;\n");
    assertThat(Dtab.read(dtab.text())).isEqualTo(dtab);
  }

  @Test
  void theEmptyTextIsTheEmptyDtab() {
    assertThat(Dtab.read("")).isEqualTo(Dtab.EMPTY);
    assertThat(Dtab.read(" # nothing\n").isEmpty()).isTrue();
    assertThat(Dtab.EMPTY.text()).isEmpty();
  }

  @Test
  void dentriesCannotBeChangedFromOutside() {
    var dentries = new ArrayList<>(List.of(Dentry.read("/a=>/b")));
    var dtab = new Dtab(dentries);
    dentries.clear();
    assertThat(dtab.dentries()).hasSize(1);
  }

  @Test
  void aHundredThousandDentriesAreReadAndPrinted() {
    var text = new StringBuilder();
    IntStream.range(0, 100_000).forEach(i -> text.append("/s/" + i + "=>/t/" + i + ";"));
    Dtab dtab = Dtab.read(text.toString());
    assertThat(dtab.dentries()).hasSize(100_000);
    assertThat(dtab.show() + ";").isEqualTo(text.toString());
    assertThat(dtab.lookup(Path.read("/s/777/x"))).isEqualTo(NameTree.read("/t/777/x"));
  }

  @Test
  void anotherDestinationLeavesTheTextAroundItAsItWas() {
    String text = "# a\n/a => /x ; # b\n\n/b  =>  # of b\n ( 1 * /y & /z ) # why\n ; /c => /w";
    Dtab changed = Dtab.read(text).withDestination(1, NameTree.read("0.125 * /n & /y"));

    assertThat(changed.text())
        .isEqualTo("# a\n/a => /x ; # b\n\n/b  =>  # of b\n 0.125 * /n & /y # why\n ; /c => /w");
    assertThat(changed).isEqualTo(Dtab.read("/a => /x ; /b => 0.125 * /n & /y ; /c => /w"));
  }

  @Test
  void firstAndLastDestinationsCanBeReplacedToo() {
    Dtab dtab = Dtab.read("/a=>/x|/y;/b=>/z");
    assertThat(dtab.withDestination(0, NameTree.read("/n")).text()).isEqualTo("/a=>/n;/b=>/z");
    assertThat(dtab.withDestination(1, NameTree.read("/n")).text()).isEqualTo("/a=>/x|/y;/b=>/n");
  }

  @Test
  void destinationOfADtabThatWasNotReadCanBeReplaced() {
    Dtab dtab = new Dtab(Dtab.read("/a => /x ; /b => /y").dentries());
    assertThat(dtab.withDestination(1, NameTree.read("/n")))
        .isEqualTo(Dtab.read("/a => /x ; /b => /n"));
  }
}
