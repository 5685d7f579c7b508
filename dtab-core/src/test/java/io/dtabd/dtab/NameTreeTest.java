package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTreeTest {

  private static final NameTree<Path> A = NameTree.leaf(Path.of("a"));
  private static final NameTree<Path> B = NameTree.leaf(Path.of("b"));

  @Test
  void andBindsTighterThanOr() {
    assertThat(NameTree.read("/a | /a & 2 * /b"))
        .isEqualTo(
            new Alt<>(
                List.of(A, new Union<>(List.of(new Weighted<>(1, A), new Weighted<>(2, B))))));
  }

  @Test
  void parenthesesGroup() {
    NameTree<Path> either = new Alt<>(List.of(A, B));
    assertThat(NameTree.read("(/a | /b) & ~"))
        .isEqualTo(
            new Union<>(List.of(new Weighted<>(1, either), new Weighted<>(1, NameTree.neg()))));
  }

  @Test
  void aBranchAloneLosesItsWeight() {
    assertThat(NameTree.read("3 * /a")).isEqualTo(A);
  }

  @Test
  void theThreeEndsAreSigns() {
    assertThat(NameTree.read("~")).isEqualTo(NameTree.neg());
    assertThat(NameTree.read("!")).isEqualTo(NameTree.fail());
    assertThat(NameTree.read("$")).isEqualTo(NameTree.empty());
  }

  @Test
  void mapKeepsTheShapeAndTheWeights() {
    assertThat(NameTree.read("/a & 0.3 * (/b | !) & $").map(path -> Path.of("x").concat(path)))
        .isEqualTo(NameTree.read("/x/a & 0.3 * (/x/b | !) & $"));
  }

  @Test
  void childrenCannotBeChangedFromOutside() {
    var children = new ArrayList<>(List.of(A, B));
    var alt = new Alt<>(children);
    children.clear();
    assertThat(alt.trees()).containsExactly(A, B);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aWeightThatIsNoShareIsRefused(double weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Weighted<>(weight, A))
        .withMessage("a weight is a finite number of at least 0, this is " + weight);
  }

  @Test
  void zeroHasNoSign() {
    assertThat(new Weighted<>(-0.0, A)).isEqualTo(new Weighted<>(0.0, A));
  }
}
