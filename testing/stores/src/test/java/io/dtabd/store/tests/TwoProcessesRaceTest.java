package io.dtabd.store.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.store.DtabStore;
import io.dtabd.store.FileDtabStore;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one folder want to replace the same version at the same time. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class TwoProcessesRaceTest {

  private static final int ROUNDS = 1_000;

  /** So many rounds at the beginning are no race: the second is told when the first has won. */
  private static final int WALKED = 10;

  private static final List<String> NAMES = List.of("one", "two");

  @TempDir Path root;

  @Test
  void exactlyOneWinsEachRound() throws Exception {
    var versions = new HashSet<Version>();
    int[] wins = new int[NAMES.size()];
    try (DtabStore witness =
            FileDtabStore.open(root, FileDtabStore.Options.DEFAULT, InstantSource.system());
        ChildJvm one = ChildJvm.start(RacingWriter.class, root.toString(), NAMES.get(0));
        ChildJvm two = ChildJvm.start(RacingWriter.class, root.toString(), NAMES.get(1))) {
      Version current = witness.create(RacingWriter.NAMESPACE, Dtab.EMPTY);
      versions.add(current);
      assertThat(one.hear()).contains("ready");
      assertThat(two.hear()).contains("ready");
      for (int round = 0; round < ROUNDS; round++) {
        // Who is told first has a lead, so they take turns.
        List<String> answers = answers(one, two, current, round % 2 == 0, round < WALKED);
        assertThat(answers).containsOnlyOnce("lost");
        int winner = 1 - answers.indexOf("lost");
        Version next = Version.fromBase64(answers.get(winner).substring(4)).orElseThrow();
        assertThat(versions.add(next)).isTrue();
        assertThat(witness.read(RacingWriter.NAMESPACE))
            .contains(
                new VersionedDtab(
                    next, Dtab.read("/winner => /" + NAMES.get(winner) + "/of/" + current)));
        wins[winner]++;
        current = next;
      }
    }
    assertThat(wins).doesNotContain(0); // each won the rounds in which the other was late
    System.out.printf(
        "%d compare-and-swaps raced by two processes: %d won by one, %d by the other,"
            + " none by both or neither, no version twice%n",
        ROUNDS, wins[0], wins[1]);
  }

  /** What each of the two answered. */
  private static List<String> answers(
      ChildJvm one, ChildJvm two, Version current, boolean oneIsFirst, boolean walked)
      throws IOException {
    ChildJvm first = oneIsFirst ? one : two;
    ChildJvm second = oneIsFirst ? two : one;
    first.tell(current.base64());
    Optional<String> early = walked ? first.hear() : Optional.empty();
    second.tell(current.base64());
    String ofFirst = walked ? early.orElseThrow() : first.hear().orElseThrow();
    String ofSecond = second.hear().orElseThrow();
    return oneIsFirst ? List.of(ofFirst, ofSecond) : List.of(ofSecond, ofFirst);
  }
}
