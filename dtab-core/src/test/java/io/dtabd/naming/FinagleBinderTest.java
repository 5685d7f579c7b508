package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binds made-up tables here and with Finagle's own binder, and compares. */
class FinagleBinderTest {

  private static final int TABLES = 100_000;

  private final Interpreter interpreter = new Interpreter(Asking.systemOnly());

  /** Remembers every lookup, which others do in large questions only. */
  private final Interpreter remembering = new Interpreter(Asking.systemOnly(), 0);

  @Test
  void tablesBindAlike() throws InterruptedException {
    var failure = new AtomicReference<Throwable>();
    // Finagle follows a loop with a few frames for every lookup, which can be too many for a test's
    // thread.
    var thread = new Thread(null, this::compareTables, "binder", 64 << 20);
    thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }

  private void compareTables() {
    long first = Long.getLong("dtabd.seed", System.nanoTime());
    Map<String, Integer> outcomes = new HashMap<>();
    for (long seed = first; seed < first + TABLES; seed++) {
      var tables = new DtabTables(new SplittableRandom(seed));
      String table = tables.table();
      String local = tables.table();
      String path = tables.path();
      String bound = bind(table, local, path);
      assertThat(bound)
          .as("%s in\n%s\nand\n%s\nagain with -Ddtabd.seed=%d", path, table, local, seed)
          .isEqualTo(FinagleBinder.bind(table, local, path));
      assertThat(bind(remembering, table, local, path))
          .as("remembering, with -Ddtabd.seed=%d", seed)
          .isEqualTo(bound);
      outcomes.merge(bound.substring(0, 1), 1, Integer::sum);
    }
    // Leaves, unions, Neg, Fail or failed, Empty: all kinds of answers were compared, and often.
    assertThat(outcomes).hasSizeGreaterThanOrEqualTo(5);
    assertThat(outcomes).allSatisfy((_, count) -> assertThat(count).isGreaterThan(TABLES / 1000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 98, 99, 100, 101, 150})
  void chainsOfLookupsAreFollowedAsFar(int lookups) {
    String table =
        IntStream.range(0, lookups)
            .mapToObj(
                i -> "/a%d => %s".formatted(i, i + 1 < lookups ? "/a" + (i + 1) : "/$/inet/80"))
            .collect(Collectors.joining(";"));
    assertThat(bind(table, "", "/a0")).isEqualTo(FinagleBinder.bind(table, "", "/a0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a => /a",
        "/a => /a/b",
        "/a => /b ; /b => /a",
        "/a => /b & /$/inet/80 ; /b => /b",
        "/a => /b | /$/inet/80 ; /b => /b",
        "/a => /$/inet/80 | /b ; /b => /b",
        "/a => /$/nosuchnamer/x & /$/inet/80",
        "/a => /$/nosuchnamer/x | /$/inet/80",
        "/a => /$/nosuchnamer/x & /$/fail",
        "/a => ~ & /$/fail",
      })
  void loopsAndUnknownNamersFailAlike(String table) {
    assertThat(bind(table, "", "/a")).isEqualTo(FinagleBinder.bind(table, "", "/a"));
  }

  private String bind(String table, String local, String path) {
    return bind(interpreter, table, local, path);
  }

  private static String bind(Interpreter interpreter, String table, String local, String path) {
    Dtab dtab = Dtab.read(table).concat(Dtab.read(local));
    return switch (Asking.now(reads -> interpreter.bind(dtab, Path.read(path), reads))) {
      case State.Ok<NameTree<BoundName>>(var tree) -> show(tree);
      case State.Failed<NameTree<BoundName>> _ -> "failed";
      case State.Pending<NameTree<BoundName>> _ -> "pending";
    };
  }

  private static String show(NameTree<BoundName> tree) {
    return switch (tree) {
      case NameTree.Leaf<BoundName>(var bound) ->
          bound.id().show() + "[" + bound.residual().show() + " w=" + show(bound.weight()) + "]";
      case NameTree.Union<BoundName>(var trees) -> {
        var shown = new StringBuilder("(");
        trees.forEach(
            each ->
                shown.append(each.weight()).append('*').append(show(each.tree())).append(" & "));
        yield shown.append(')').toString();
      }
      case NameTree.Neg<BoundName> _ -> "Neg";
      case NameTree.Fail<BoundName> _ -> "Fail";
      case NameTree.Empty<BoundName> _ -> "Empty";
      case NameTree.Alt<BoundName> _ -> throw new AssertionError("bound trees have no Alt");
    };
  }

  private static String show(OptionalDouble weight) {
    return weight.isPresent() ? String.valueOf(weight.getAsDouble()) : "";
  }
}
