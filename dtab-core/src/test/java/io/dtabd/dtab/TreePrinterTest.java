package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePrinterTest {

  private static final NameTree<Path> A = NameTree.leaf(Path.of("a"));

  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "0.5, 0.50",
    "0.125, 0.13",
    "0.124, 0.12",
    "0.005, 0.01",
    "0.015, 0.02",
    "2.675, 2.68",
    "1.0001, 1.00",
    "100000000000000000000, 100000000000000000000.00",
    "0.00000001, 0.00"
  })
  void shownWeightsHaveTwoDecimalsRoundedHalfUp(String weight, String shown) {
    assertThat(NameTree.show(NameTree.read(weight + " * /a & /b"))).isEqualTo(shown + "*/a & /b");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.5, 0.5",
    "5., 5",
    ".125, 0.125",
    "2.675, 2.675",
    "1000000, 1000000",
    "0.00000001, 0.00000001",
    "123456789012, 123456789012",
    "100000000000000000000000, 100000000000000000000000"
  })
  void exactWeightsHaveEveryDigitAndNoMore(String weight, String exact) {
    assertThat(NameTree.text(NameTree.read(weight + " * /a & /b"))).isEqualTo(exact + " * /a & /b");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, Double.MAX_VALUE, 1.0 / 3, 9007199254740994.0, 1e-9})
  void exactWeightsReadBackEqual(double weight) {
    NameTree<Path> tree = new Union<>(List.of(new Weighted<>(weight, A), new Weighted<>(1, A)));
    assertThat(NameTree.read(NameTree.text(tree))).isEqualTo(tree);
  }

  @Test
  void weightOneIsNotPrinted() {
    assertThat(NameTree.show(NameTree.read("1 * /a & 1.0 * /b"))).isEqualTo("/a & /b");
    assertThat(NameTree.text(NameTree.read("1 * /a & 1.0 * /b"))).isEqualTo("/a & /b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a | /b & /c | ~",
        "(/a | /b) & /c",
        "(/a & /b) & /c",
        "(/a | /b) | !",
        "2.00*(/a | $) & /b",
      })
  void parenthesesStandOnlyWhereTheyMatter(String shown) {
    assertThat(NameTree.show(NameTree.read("((" + shown + "))"))).isEqualTo(shown);
  }

  @Test
  void aCompositeOfOnePrintsAsItsChild() {
    NameTree<Path> one = new Alt<>(List.of(new Union<>(List.of(new Weighted<>(3, A)))));
    assertThat(NameTree.show(one)).isEqualTo("/a");
  }

  @Test
  void aCompositeOfNonePrintsAsNeg() {
    NameTree<Path> none = new Alt<>(List.of(new Union<>(List.of()), A));
    assertThat(NameTree.show(none)).isEqualTo("~ | /a");
  }
}
