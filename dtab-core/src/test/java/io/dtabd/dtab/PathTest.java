package io.dtabd.dtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class PathTest {

  private static final Path ABC = Path.of("a", "b", "c");

  @Test
  void slashAloneIsTheEmptyPath() {
    assertThat(Path.read("/")).isEqualTo(Path.EMPTY);
    assertThat(Path.EMPTY.show()).isEqualTo("/");
  }

  @Test
  void labelsAreReadFromLeftToRight() {
    assertThat(Path.read("/a/b/c")).isEqualTo(ABC);
  }

  @Test
  void escapedBytesAreTheSameAsPlainOnes() {
    assertThat(Path.read("/\\x61/\\x62/c")).isEqualTo(ABC);
  }

  @Test
  void hexDigitsAreReadInEitherCase() {
    assertThat(Path.read("/\\xaF")).isEqualTo(Path.read("/\\xAf"));
  }

  @Test
  void blanksAndCommentsMayStandAround() {
    assertThat(Path.read(" # the greeting\n/a/b/c # end")).isEqualTo(ABC);
  }

  @Test
  void hashWithinAPathIsALabelCharacter() {
    assertThat(Path.read("/#/io.l5d.fs#x")).isEqualTo(Path.of("#", "io.l5d.fs#x"));
  }

  @Test
  void aPathReadsBackFromWhatItShows() {
    Path path = Path.of("svc", "a b", "\u00e9", "\0", "%20");
    assertThat(Path.read(path.show())).isEqualTo(path);
  }

  @Test
  void takeAndDropDivideAPath() {
    assertThat(ABC.take(1)).isEqualTo(Path.of("a"));
    assertThat(ABC.drop(1)).isEqualTo(Path.of("b", "c"));
    assertThat(ABC.take(1).concat(ABC.drop(1))).isEqualTo(ABC);
  }

  @Test
  void takingMoreThanThereIsGivesAll() {
    assertThat(ABC.take(4)).isEqualTo(ABC);
  }

  @Test
  void droppingMoreThanThereIsGivesNothing() {
    assertThat(ABC.drop(4)).isEqualTo(Path.EMPTY);
  }

  @Test
  void concatWithTheEmptyPathChangesNothing() {
    assertThat(ABC.concat(Path.EMPTY)).isEqualTo(ABC);
    assertThat(Path.EMPTY.concat(ABC)).isEqualTo(ABC);
  }

  @Test
  void aPathStartsWithItsOwnBeginnings() {
    assertThat(ABC.startsWith(Path.EMPTY)).isTrue();
    assertThat(ABC.startsWith(Path.of("a", "b"))).isTrue();
    assertThat(ABC.startsWith(ABC)).isTrue();
  }

  @Test
  void aPathDoesNotStartWithAnotherOrLongerOne() {
    assertThat(ABC.startsWith(Path.of("b"))).isFalse();
    assertThat(ABC.startsWith(Path.of("a", "b", "c", "d"))).isFalse();
  }

  @Test
  void aLabelBeyondTheEndIsOutOfBounds() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ABC.label(3));
  }

  @Test
  void tenThousandLabelsAreAPath() {
    String text = String.join("", Collections.nCopies(10_000, "/a"));
    assertThat(Path.read(text).size()).isEqualTo(10_000);
    assertThat(Path.read(text).show()).isEqualTo(text);
  }
}
