package io.dtabd.serving;

import static io.dtabd.serving.World.NS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuestionsTest {

  private final World world = new World();
  private final Questions questions = world.questions;

  @Test
  void equalQuestionsHaveOneAnswer() {
    assertThat(world.bind("/svc/a")).isSameAs(world.bind("/svc/a"));
    assertThat(world.bind("/svc/a")).isNotSameAs(world.bind("/svc/b"));
    assertThat(world.bind("/svc/a"))
        .isNotSameAs(questions.bind(NS, Path.read("/svc/a"), Dtab.read("/x => /y")));
    assertThat(questions.count()).isEqualTo(3);
  }

  @Test
  void bindFollowsTheTable() {
    var answer = world.bind("/svc/a");
    assertThat(answer.now()).isEqualTo(State.ok(NameTree.neg()));

    world.put("/svc => /#/t");

    assertThat(ids(answer)).isEqualTo(State.ok(NameTree.leaf("/#/t/a")));
  }

  @Test
  void aLocalDtabIsAskedBeforeTheNamespaces() {
    world.put("/svc => /#/t");

    var answer = questions.bind(NS, Path.read("/svc/a"), Dtab.read("/svc/a => /#/t/b"));

    assertThat(ids(answer)).isEqualTo(State.ok(NameTree.leaf("/#/t/b")));
  }

  @Test
  void aTableChangeComputesOnlyTheQuestionsOfItsNamespace() {
    var other = new Namespace("other");
    world.put("/svc => /#/t");
    world.put(other, "/svc => /#/t");
    world.bind("/svc/a").observe(() -> {});
    questions.bind(other, Path.read("/svc/a"), Dtab.EMPTY).observe(() -> {});
    world.executor.runAll();
    int before = world.lookups.get();

    world.put("/svc => /#/t ; /x => /y");
    world.executor.runAll();

    assertThat(world.lookups.get() - before).isEqualTo(1);
  }

  @Test
  void aTableChangeDoesNotComputeWhatNobodyWatches() {
    world.put("/svc => /#/t");
    for (int i = 0; i < 100; i++) {
      world.bind("/svc/" + i).now();
    }
    world.executor.runAll();
    int before = world.lookups.get();

    world.put("/svc => /#/t ; /x => /y");
    world.executor.runAll();

    assertThat(world.lookups).hasValue(before);
  }

  @Test
  void aNamespaceWithManyQuestionsDoesNotDelayAnother() {
    var busy = new Namespace("busy");
    world.put(busy, "/svc => /#/t");
    for (int i = 0; i < 1_000; i++) {
      world.watch(questions.bind(busy, Path.read("/svc/" + i), Dtab.EMPTY), World.TREE);
    }
    var other = world.watch(world.bind("/svc/a"), World.TREE).write();
    world.executor.runAll();

    world.put(busy, "/svc => /#/t/x");
    world.put("/svc => /#/t");
    int before = world.lookups.get();
    while (other.write().received.size() < 2) {
      assertThat(world.executor.runOne()).isTrue();
    }

    assertThat(world.lookups.get() - before).isLessThan(50);
  }

  @Test
  void aBurstOfTablesComputesAWatchedQuestionOnce() {
    world.bind("/svc/a").observe(() -> {});
    world.executor.runAll();

    for (int i = 0; i < 1_000; i++) {
      world.put("/svc => /#/t ; /x => /y" + i);
    }
    world.executor.runAll();

    assertThat(world.lookups).hasValue(1);
  }

  @Test
  void addressesFollowTheNamer() {
    var answer = questions.addresses(Path.read("/#/t/a"));
    answer.now();

    world.addresses.put("a", State.ok(World.address(80)));

    assertThat(answer.now()).isEqualTo(State.ok(World.address(80)));
  }

  @Test
  void resolveKeepsItsDraw() {
    world.addresses.replace(
        Map.of("a", State.ok(World.address(1)), "b", State.ok(World.address(2))), State.pending());
    world.put("/svc => 9 * /#/t/a & 1 * /#/t/b");
    var low = questions.resolve(NS, Path.read("/svc"), Dtab.EMPTY, 0.5);
    var high = questions.resolve(NS, Path.read("/svc"), Dtab.EMPTY, 0.95);
    assertThat(low.now()).isEqualTo(State.ok(State.ok(World.address(1))));
    assertThat(high.now()).isEqualTo(State.ok(State.ok(World.address(2))));

    world.put("/svc => 2 * /#/t/a & 8 * /#/t/b");

    assertThat(low.now()).isEqualTo(State.ok(State.ok(World.address(2))));
    assertThat(high.now()).isEqualTo(State.ok(State.ok(World.address(2))));
  }

  @Test
  void theDtabOfANamespaceIsItsNewest() {
    var version = world.put("/a => /b");

    assertThat(questions.dtab(NS).now())
        .isEqualTo(State.ok(Optional.of(new VersionedDtab(version, Dtab.read("/a => /b")))));
  }

  @Test
  void namespacesAreThoseOfTheStore() {
    world.put("/a => /b");

    assertThat(questions.namespaces().now()).isEqualTo(State.ok(new TreeSet<>(List.of(NS))));
  }

  @Test
  void whatNobodyUsesIsGivenUpAfterTheLingerTime() {
    world.watch(world.bind("/svc/a"), World.TREE).close();
    world.bind("/svc/b").now();
    world.executor.runAll();
    assertThat(questions.idleCount()).isEqualTo(2);

    world.timer.advance(World.LINGER.multipliedBy(2));
    world.executor.runAll();

    assertThat(questions.count()).isZero();
    assertThat(questions.idleWeight()).isZero();
    world.timer.advance(World.LINGER);
    assertThat(world.timer.waiting()).isZero();
  }

  @Test
  void whatIsAskedNowAndThenStays() {
    var answer = world.bind("/svc/a");
    for (int i = 0; i < 10; i++) {
      world.timer.advance(World.LINGER.multipliedBy(9).dividedBy(10));
      assertThat(world.bind("/svc/a")).isSameAs(answer);
    }
  }

  @Test
  void whatIsWatchedStays() {
    var watcher = world.watch(world.bind("/svc/a"), World.TREE);

    world.timer.advance(World.LINGER.multipliedBy(10));
    world.executor.runAll();
    world.put("/svc => /#/t");
    world.executor.runAll();

    assertThat(world.bind("/svc/a").feed(World.TREE)).isSameAs(watcher.feed);
    assertThat(watcher.write().received).singleElement().asString().contains("/#/t/a");
  }

  @Test
  void ofTheIdleThoseAreGivenUpThatWereNotAskedForTheLongest() {
    var world = new World(new Questions.Limits(100, 2, 1_000));
    var a = world.bind("/svc/a");
    var b = world.bind("/svc/b");
    assertThat(world.bind("/svc/a")).isSameAs(a);

    world.bind("/svc/c");

    assertThat(world.questions.idleCount()).isEqualTo(2);
    assertThat(world.questions.evicted()).isEqualTo(1);
    assertThat(world.bind("/svc/a")).isSameAs(a);
    assertThat(world.bind("/svc/b")).isNotSameAs(b);
  }

  @Test
  void largeIdleAnswersMakeRoomSooner() {
    var world = new World(new Questions.Limits(100, 100, 50));
    world.put("/svc => /#/t/a & /#/t/b & /#/t/c & /#/t/d & /#/t/e & /#/t/f");
    for (int i = 0; i < 20; i++) {
      world.bind("/svc/" + i).now();
    }

    assertThat(world.questions.idleWeight()).isBetween(1L, 50L);
    assertThat(world.questions.idleCount()).isBetween(1, 10);
  }

  @Test
  void anIdleAnswerThatGrowsIsGivenUp() {
    var world = new World(new Questions.Limits(100, 100, 10));
    world.bind("/svc/a").now();
    assertThat(world.questions.idleCount()).isEqualTo(1);

    world.put("/svc => /#/t/a & /#/t/b & /#/t/c & /#/t/d & /#/t/e & /#/t/f & /#/t/g & /#/t/h");
    world.bind("/svc/a").now();
    world.executor.runAll();

    assertThat(world.questions.count()).isZero();
    assertThat(world.questions.idleWeight()).isZero();
  }

  @Test
  void moreQuestionsThanThereMayBeAreRefusedWhileAllAreWatched() {
    var world = new World(new Questions.Limits(2, 2, 1_000));
    var first = world.watch(world.bind("/svc/a"), World.TREE);
    world.watch(world.bind("/svc/b"), World.TREE);

    assertThatThrownBy(() -> world.bind("/svc/c"))
        .isInstanceOf(TooManyQuestionsException.class)
        .hasMessageContaining("2 different questions");
    assertThat(world.questions.refused()).isEqualTo(1);

    first.close();
    assertThat(world.bind("/svc/c").now()).isEqualTo(State.ok(NameTree.neg()));
  }

  @Test
  void questionForWhichThereIsNoMemoryIsRefusedWhileAllAreWatched() {
    var world = new World(budget(11_500));
    var first = world.watch(world.bind("/svc/a"), World.TREE);
    world.watch(world.bind("/svc/b"), World.TREE);
    world.bind("/svc/idle");
    world.watch(world.bind("/svc/c"), World.TREE);
    assertThat(world.questions.evicted()).as("that which nobody uses").isEqualTo(1);

    assertThatThrownBy(() -> world.bind("/svc/d"))
        .isInstanceOf(TooManyQuestionsException.class)
        .hasMessageContaining("memory");
    assertThat(world.questions.refused()).isEqualTo(1);

    first.close();
    assertThat(world.bind("/svc/d").now()).isEqualTo(State.ok(NameTree.neg()));
  }

  @Test
  void answerThatIsTooLargeIsGivenUpBeforeAnybodyFollowsIt() {
    MemoryBudget memory = budget(100_000);
    var world = new World(memory);
    world.put("/svc => " + union(1_000));
    SharedAnswer<NameTree<BoundName>> large = world.bind("/svc/a");

    assertThat(large.now()).isInstanceOf(State.Failed.class);
    assertThatThrownBy(large::checkKept)
        .isInstanceOf(TooManyQuestionsException.class)
        .hasMessageContaining("memory");
    assertThat(memory.kept()).isZero();
    assertThat(world.bind("/svc/a")).as("asked again").isNotSameAs(large);
  }

  @Test
  void answerThatGrowsWhileItIsFollowedIsKept() {
    MemoryBudget memory = budget(100_000);
    var world = new World(memory);
    world.put("/svc => /#/t");
    var watcher = world.watch(world.bind("/svc/a"), World.TREE);
    world.executor.runAll();

    world.put("/svc => " + union(1_000));
    world.executor.runAll();

    assertThat(watcher.write().received.getLast()).contains("Union");
    assertThat(memory.kept()).isGreaterThan(memory.bound());
  }

  private static MemoryBudget budget(long bytes) {
    return new MemoryBudget(bytes, bytes, _ -> true, System::nanoTime);
  }

  private static String union(int branches) {
    return IntStream.range(0, branches).mapToObj(i -> "/#/t/" + i).collect(joining(" & "));
  }

  @Test
  void anAnswerThatWasGivenUpStillAnswersWhoHasIt() {
    var world = new World(new Questions.Limits(100, 1, 1_000));
    var a = world.bind("/svc/a");
    world.bind("/svc/b");
    world.executor.runAll();

    var watcher = world.watch(a, World.TREE);
    world.put("/svc => /#/t");
    world.executor.runAll();

    assertThat(watcher.write().received).hasSize(1);
    assertThat(world.bind("/svc/a")).isSameAs(a);
  }

  @Test
  void twentyThousandOpensAndClosesLeaveNothing() {
    world.put("/svc => /#/t");
    var open = new ArrayList<TestWatcher>();
    for (int i = 0; i < 20_000; i++) {
      open.add(world.watch(world.bind("/svc/" + i % 500), World.TREE));
      if (open.size() > 1_000) {
        open.removeFirst().close();
      }
    }
    world.executor.runAll();
    assertThat(world.watchers.count()).isEqualTo(1_000);
    assertThat(new HashSet<>(open.stream().map(watcher -> watcher.feed).toList())).hasSize(500);

    open.forEach(TestWatcher::close);
    world.timer.advance(World.LINGER.multipliedBy(2));
    world.executor.runAll();
    world.timer.advance(World.LINGER.multipliedBy(2));

    assertThat(world.watchers.count()).isZero();
    assertThat(world.watchers.count(Protocol.HTTP, Question.Kind.BIND)).isZero();
    assertThat(world.questions.count()).isZero();
    assertThat(world.timer.waiting()).isZero();
    assertThat(world.executor.waiting()).isZero();
  }

  private static State<NameTree<String>> ids(Live<NameTree<BoundName>> answer) {
    return answer.now().map(tree -> tree.map(bound -> bound.id().show()));
  }
}
