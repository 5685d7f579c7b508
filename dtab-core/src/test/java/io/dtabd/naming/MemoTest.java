package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Names that a table leads to many times over are looked up a few times only. */
class MemoTest {

  private final AtomicInteger lookups = new AtomicInteger();

  private final Namers counting =
      new Namers(
          Map.of(),
          _ -> {
            lookups.incrementAndGet();
            return Live.constant(State.ok(NameTree.neg()));
          });

  @Test
  void doublingTableIsWalkedOnceForEachLevel() {
    assertThat(bind(Memo.WORTH_IT, doubling(40))).isInstanceOf(State.Failed.class);
    assertThat(lookups.get()).isBetween(1, Memo.WORTH_IT);
  }

  @Test
  void withoutRememberingItIsWalkedUntilTheBudgetIsSpent() {
    assertThat(bind(Integer.MAX_VALUE, doubling(40))).isInstanceOf(State.Failed.class);
    assertThat(lookups.get()).isGreaterThan(Budget.MAX_LOOKUPS / 8);
  }

  @Test
  void whichTablesAreTooMuchDoesNotDependOnRemembering() {
    for (int levels = 1; levels < 20; levels++) {
      String table = doubling(levels);
      assertThat(bind(0, table)).isEqualTo(bind(Integer.MAX_VALUE, table));
    }
  }

  private State<NameTree<BoundName>> bind(int rememberFrom, String table) {
    var interpreter = new Interpreter(counting, rememberFrom);
    Dtab dtab = Dtab.read(table);
    return switch (Asking.now(reads -> interpreter.bind(dtab, Path.read("/a0"), reads))) {
      // Which lookup was the last one is told, and that differs.
      case State.Failed<NameTree<BoundName>> _ -> State.failed("too much");
      case State<NameTree<BoundName>> other -> other;
    };
  }

  private static String doubling(int levels) {
    return IntStream.range(0, levels)
        .mapToObj(i -> "/a%d => /a%d & /a%d".formatted(i, i + 1, i + 1))
        .collect(Collectors.joining(";", "", ";/a%d => /$/counted".formatted(levels)));
  }
}
