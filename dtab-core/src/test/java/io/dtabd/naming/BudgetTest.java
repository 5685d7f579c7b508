package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.live.State;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that loop, grow, double or are simply vast end with an error that says so. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // without a budget some would take days
class BudgetTest {

  record Hostile(String name, Dtab dtab, Path path, String complaint) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Hostile> hostile() {
    return Stream.of(
        hostile("loop", "/a => /a", "/a", "Max recursion level: 100"),
        hostile("growing loop", "/a => /a/b", "/a", "depth"),
        hostile("fast growing loop", "/a => /a" + "/b".repeat(10_000), "/a", "nodes"),
        hostile("loop of doubles", "/a => /a & /a", "/a", "more than 10000 lookups"),
        hostile("growing loop of doubles", "/a => /a/b & /a/b", "/a", "100000 nodes"),
        hostile("loop of wildcards", "/*/* => /a/b & /b/a", "/a/b", "more than 10000 lookups"),
        hostile("doubling", doublingTable(), "/a0", "more than 10000 lookups"),
        hostile("alternatives to nowhere", alternatives(), "/a", "more than 10000 lookups"),
        hostile("ways through wildcards", wildcards(), "/a", "nodes"),
        hostile("long ways through wildcards", longWildcards(), "/a", "nodes"),
        hostile("wide unions in a row", wideUnions(), "/a0", "more than 10000 lookups"),
        new Hostile("very long path", Dtab.read("/b => /b/b"), longPath(), "nodes"));
  }

  private static Hostile hostile(String name, String dtab, String path, String complaint) {
    return new Hostile(name, Dtab.read(dtab), Path.read(path), complaint);
  }

  private static String doublingTable() {
    return IntStream.range(0, 40)
        .mapToObj(i -> "/a%d => /a%d & /a%d".formatted(i, i + 1, i + 1))
        .collect(Collectors.joining(";"));
  }

  private static String alternatives() {
    return IntStream.range(0, 60_000)
        .mapToObj(i -> "/a => /b")
        .collect(Collectors.joining(";", "", ";/a/x => /a"));
  }

  /** Every lookup has 16,384 ways to go, and none of them matches. */
  private static String wildcards() {
    return IntStream.range(0, 1 << 14)
        .mapToObj(i -> ways(i) + "/q => ~")
        .collect(Collectors.joining(";", "/a => /a & /x" + "/x".repeat(14) + ";", ""));
  }

  private static String longWildcards() {
    return IntStream.range(0, 1 << 10)
        .mapToObj(i -> ways(i) + "/*".repeat(500) + "/q => ~")
        .collect(Collectors.joining(";", "/a => /a & /x" + "/x".repeat(600) + ";", ""));
  }

  private static String ways(int number) {
    return IntStream.range(0, 14)
        .mapToObj(i -> (number >> i & 1) == 0 ? "/*" : "/x")
        .collect(Collectors.joining());
  }

  private static String wideUnions() {
    return IntStream.range(0, 3)
        .mapToObj(
            i ->
                "/a%d => %s"
                    .formatted(i, String.join(" & ", Collections.nCopies(1000, "/a" + (i + 1)))))
        .collect(Collectors.joining(";"));
  }

  private static Path longPath() {
    return new Path(Collections.nCopies(10_000, Label.of("b")));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void bindingEndsWithAnError(Hostile hostile) {
    assertThat(bind(hostile))
        .isInstanceOfSatisfying(
            State.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains(hostile.complaint())
                    .contains("/" + hostile.path().label(0).show())
                    .hasSizeLessThan(700));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void delegationEnds(Hostile hostile) {
    assertThat(delegate(hostile)).isNotInstanceOf(State.Pending.class);
  }

  @Test
  void delegationOfALoopFailsAndNamesTheDepth() {
    var loop = hostile("loop", "/a => /a", "/a", "");
    assertThat(delegate(loop))
        .isInstanceOfSatisfying(
            State.Failed.class,
            failed -> assertThat(failed.reason()).contains("Max recursion level: 100", "depth"));
  }

  @Test
  void delegationThatWouldRepeatAVastDentryFails() {
    String dst = String.join(" & ", Collections.nCopies(1000, "/b"));
    assertThat(delegate(hostile("vast dentry", "/a => " + dst, "/a", "")))
        .isInstanceOfSatisfying(
            State.Failed.class, failed -> assertThat(failed.reason()).contains("250000 nodes"));
  }

  @Test
  void loopInOneBranchOfAUnionLeavesTheOthers() {
    assertThat(Asking.bind("/a => /loop & /$/nil ; /loop => /loop", "/a"))
        .isEqualTo(State.ok(NameTree.empty()));
  }

  @Test
  void treesWithinTreesAreBoundedInHalfTheUsualStack() throws InterruptedException {
    NameTree<Path> nested = NameTree.leaf(Path.of("a"));
    for (int i = 0; i < 90; i++) {
      nested = new Alt<>(List.of(NameTree.neg(), nested));
    }
    var hostile =
        new Hostile(
            "nested loop",
            new Dtab(List.of(new Dentry(Prefix.of(Path.of("a")), nested))),
            Path.of("a"),
            "");
    var states = new AtomicReference<List<State<?>>>();
    var thread =
        new Thread(
            null, () -> states.set(List.of(bind(hostile), delegate(hostile))), "small", 512 << 10);
    thread.start();
    thread.join();
    assertThat(states.get())
        .hasSize(2)
        .allSatisfy(
            state ->
                assertThat(state)
                    .isInstanceOfSatisfying(
                        State.Failed.class,
                        failed ->
                            assertThat(failed.reason())
                                .contains("more than 500 trees within trees")));
  }

  @Test
  void tableThatIsMerelyBigIsBoundAndShown() {
    String table =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "/svc/s%d => /h/s%d ; /h/s%d => /$/inet/127.0.0.1/80".formatted(i, i, i))
            .collect(Collectors.joining(";"));
    var big = hostile("big", table, "/svc/s7", "");
    assertThat(bind(big)).isInstanceOf(State.Ok.class);
    assertThat(delegate(big)).isInstanceOf(State.Ok.class);
  }

  @Test
  void unionOfAHundredBranchesIsBoundAndShown() {
    String dst = String.join(" & ", Collections.nCopies(100, "/h | /i"));
    var wide =
        hostile(
            "wide",
            "/a => " + dst.replace("/h | /i", "(/h | /i)") + "; /i => /$/inet/80",
            "/a",
            "");
    assertThat(bind(wide)).isInstanceOf(State.Ok.class);
    assertThat(delegate(wide)).isInstanceOf(State.Ok.class);
  }

  private static State<NameTree<BoundName>> bind(Hostile hostile) {
    var interpreter = new Interpreter(Asking.systemOnly());
    return Asking.now(reads -> interpreter.bind(hostile.dtab(), hostile.path(), reads));
  }

  private static State<DelegateTree> delegate(Hostile hostile) {
    var delegator = new Delegator(Asking.systemOnly());
    return Asking.now(reads -> delegator.delegate(hostile.dtab(), hostile.path(), reads));
  }
}
