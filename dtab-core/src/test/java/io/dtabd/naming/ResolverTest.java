package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResolverTest {

  private static final int DRAWS = 100_000;

  /**
   * Of 1,000 honest draws of this many branches one has a greater chi-square; the seed is fixed.
   */
  private static final double[] CHI_SQUARE_999 = {0, 10.83, 13.82, 16.27, 18.47, 20.52, 22.46};

  private final Resolver resolver = new Resolver(new SplittableRandom(20_260_220));

  private static NameTree<BoundName> leaf(int number) {
    return NameTree.leaf(
        new BoundName(
            Path.of("leaf", String.valueOf(number)),
            Path.EMPTY,
            Live.constant(State.ok(new Addr.Bound(Set.of()))),
            OptionalDouble.empty()));
  }

  private static NameTree<BoundName> union(double... weights) {
    var branches = new ArrayList<Weighted<BoundName>>();
    for (int i = 0; i < weights.length; i++) {
      branches.add(new Weighted<>(weights[i], leaf(i)));
    }
    return new Union<>(branches);
  }

  private int[] draws(NameTree<BoundName> tree, int leaves) {
    var counts = new int[leaves];
    for (int i = 0; i < DRAWS; i++) {
      BoundName picked = Resolver.pick(tree, resolver.draw()).orElseThrow();
      counts[Integer.parseInt(picked.id().label(1).text())]++;
    }
    return counts;
  }

  static List<double[]> weightsAreKept() {
    return List.of(
        new double[] {1, 1},
        new double[] {1, 9},
        new double[] {0.1, 99.9},
        new double[] {1, 2, 3, 4},
        new double[] {0, 5, 5},
        new double[] {3, 0, 1, 0},
        new double[] {1, 9, 0},
        new double[] {0.3, 0.3, 0.4},
        new double[] {1e-300, 1e-300},
        new double[] {1, 1, 1, 1, 1, 1, 1});
  }

  @ParameterizedTest
  @MethodSource
  void weightsAreKept(double[] weights) {
    assertFollows(weights, draws(union(weights), weights.length));
  }

  @Test
  void zeroWeightsShareEquallyIfThereAreNoOthers() {
    assertFollows(new double[] {1, 1, 1}, draws(union(0, 0, 0), 3));
  }

  @Test
  void weightsOfUnionsWithinUnionsMultiply() {
    NameTree<BoundName> inner =
        new Union<>(List.of(new Weighted<>(1, leaf(1)), new Weighted<>(3, leaf(2))));
    NameTree<BoundName> outer =
        new Union<>(List.of(new Weighted<>(2, leaf(0)), new Weighted<>(8, inner)));
    assertFollows(new double[] {2, 2, 6}, draws(outer, 3));
  }

  private static void assertFollows(double[] weights, int[] counts) {
    double total = 0;
    int possible = 0;
    for (double weight : weights) {
      total += weight;
      possible += weight > 0 ? 1 : 0;
    }
    double chiSquare = 0;
    for (int i = 0; i < weights.length; i++) {
      double expected = DRAWS * weights[i] / total;
      if (weights[i] > 0) {
        chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
      } else {
        assertThat(counts[i]).as("draws of weight zero").isZero();
      }
    }
    assertThat(chiSquare).isLessThan(CHI_SQUARE_999[possible - 1]);
  }

  @Test
  void drawAtEitherEndFallsOnAWeightAboveZero() {
    assertThat(picked(union(0, 1, 0), 0)).isEqualTo("1");
    assertThat(picked(union(0, 1, 0), Math.nextDown(1.0))).isEqualTo("1");
  }

  @Test
  void keptDrawStaysOnItsSideUntilTheWeightsMoveOverIt() {
    assertThat(picked(union(10, 90), 0.15)).isEqualTo("1");
    assertThat(picked(union(12, 88), 0.15)).isEqualTo("1");
    assertThat(picked(union(20, 80), 0.15)).isEqualTo("0");
  }

  @Test
  void alternativeIsTakenIfNoneBeforeGivesALeaf() {
    assertThat(picked(new Alt<>(List.of(NameTree.neg(), NameTree.empty(), leaf(4))), 0.5))
        .isEqualTo("4");
  }

  @Test
  void noAlternativeIsTakenAfterAFailure() {
    assertThat(Resolver.pick(new Alt<>(List.of(NameTree.fail(), leaf(4))), 0.5)).isEmpty();
  }

  @Test
  void whatIsNoLeafResolvesToNeg() {
    List<NameTree<BoundName>> none =
        List.of(
            NameTree.neg(),
            NameTree.fail(),
            NameTree.empty(),
            new Union<>(List.of()),
            new Union<>(List.of(new Weighted<>(1, NameTree.empty()))));
    assertThat(none)
        .allSatisfy(
            tree ->
                assertThat(Asking.now(reads -> Resolver.resolve(tree, 0.5, reads)))
                    .isEqualTo(State.ok(new Addr.Neg())));
  }

  private static String picked(NameTree<BoundName> tree, double draw) {
    Optional<BoundName> picked = Resolver.pick(tree, draw);
    return picked.orElseThrow().id().label(1).text();
  }
}
