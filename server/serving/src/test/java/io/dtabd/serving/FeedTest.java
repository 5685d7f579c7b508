package io.dtabd.serving;

import static io.dtabd.serving.World.NS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import io.dtabd.store.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FeedTest {

  private final World world = new World();
  private final AtomicInteger encoded = new AtomicInteger();

  /** Says nothing of a tree but whether there is one. */
  private final Format<NameTree<BoundName>> coarse =
      state -> {
        encoded.incrementAndGet();
        return state.map(tree -> World.bytes(tree instanceof NameTree.Neg ? "no" : "yes"));
      };

  @Test
  void watchersOfOneQuestionInOneFormatShareOneFeed() {
    assertThat(world.bind("/svc").feed(coarse)).isSameAs(world.bind("/svc").feed(coarse));
    assertThat(world.bind("/svc").feed(coarse)).isNotSameAs(world.bind("/svc").feed(World.TREE));
  }

  @Test
  void theFirstStateIsNotBehindAWriteThatReturned() {
    world.bind("/svc/a").feed(World.TREE);
    world.put("/svc => /#/t");

    assertThat(world.watch(world.bind("/svc/a"), World.TREE).write().received)
        .singleElement()
        .asString()
        .contains("/#/t/a");
  }

  @Test
  void aChangeIsEncodedOnceForAllWatchers() {
    var watchers = new ArrayList<TestWatcher>();
    for (int i = 0; i < 100; i++) {
      watchers.add(world.watch(world.bind("/svc/a"), coarse));
    }
    world.executor.runAll();
    encoded.set(0);

    world.put("/svc => /#/t");
    world.executor.runAll();

    assertThat(encoded).hasValue(1);
    assertThat(watchers).allMatch(watcher -> watcher.write().received.equals(List.of("yes")));
  }

  @Test
  void anEqualEncodingIsNotSentAgain() {
    var watcher = world.watch(world.bind("/svc/a"), coarse);
    world.put("/svc => /#/t");
    world.executor.runAll();
    watcher.write();
    watcher.told = 0;

    world.put("/svc/a => /#/t/other");
    world.executor.runAll();

    assertThat(encoded).hasValue(3);
    assertThat(watcher.told).isZero();
    assertThat(watcher.write().received).containsExactly("yes");
  }

  @Test
  void aTableThatChangesNothingIsNotEncodedAndNotTold() {
    world.put("/svc => /#/t");
    var watcher = world.watch(world.bind("/svc/a"), coarse).write();
    world.executor.runAll();
    encoded.set(0);
    watcher.told = 0;

    Version version = world.put("/svc => /#/t ; /other => /x");
    world.executor.runAll();

    assertThat(encoded).hasValue(0);
    assertThat(watcher.told).isZero();
    assertThat(watcher.entry.table().orElseThrow().version()).contains(version);
  }

  @Test
  void whatWasSentBeforeAChangeKeepsItsVersion() {
    Version first = world.put("/svc => /#/t");
    var watcher = world.watch(world.bind("/svc/a"), World.TREE).write();

    world.put("/svc => /#/t/other");
    world.executor.runAll();

    assertThat(watcher.entry.table().orElseThrow().version()).contains(first);
  }

  @Test
  void sequencesRiseEvenAcrossFeedsThatWereGivenUp() {
    world.put("/svc => /#/t");
    long first = message(world.bind("/svc/a").feed(coarse)).sequence();
    world.timer.advance(World.LINGER.multipliedBy(2));
    world.executor.runAll();

    assertThat(message(world.bind("/svc/a").feed(coarse)).sequence()).isGreaterThan(first);
  }

  @Test
  void thereIsNothingToSayWhileTheAnswerIsPending() {
    world.addresses.replace(Map.of(), State.pending());
    var feed =
        world
            .questions
            .addresses(Path.read("/#/t/a"))
            .feed(state -> state.map(_ -> World.bytes("known")));

    assertThat(feed.now()).isEqualTo(new Feed.State.Waiting());
  }

  @Test
  void anAnswerThatIsPendingAgainLeavesWatchersWithWhatTheyHave() {
    world.addresses.put("a", State.ok(World.address(1)));
    var watcher =
        world
            .watch(
                world.questions.addresses(Path.read("/#/t/a")),
                state -> state.map(_ -> World.bytes("known")))
            .write();
    world.addresses.put("a", State.pending());
    world.executor.runAll();
    assertThat(watcher.write().feed.now()).isEqualTo(new Feed.State.Waiting());

    world.addresses.put("a", State.ok(World.address(1)));
    world.executor.runAll();

    assertThat(watcher.write().received).containsExactly("known");
  }

  @Test
  void aFailedAnswerFailsTheFeedWithItsReason() {
    world.put("/svc => /svc");
    var feed = world.bind("/svc/a").feed(coarse);

    assertThat(feed.now()).isInstanceOf(Feed.State.Failed.class);
    assertThat(feed.now().toString()).contains("depth");
  }

  @Test
  void aFeedThatFailedGoesOnWhenTheAnswerIsMended() {
    world.put("/svc => /svc");
    var watcher = world.watch(world.bind("/svc/a"), coarse);

    world.put("/svc => /#/t");
    world.executor.runAll();

    assertThat(watcher.write().received).containsExactly("yes");
  }

  @Test
  void aDeletedDtabSendsNothingAndCountsAsSaid() {
    world.put("/a => /b");
    var watcher = world.watch(world.questions.dtab(NS), World.DTAB).write();

    world.delete();
    world.executor.runAll();

    assertThat(watcher.write().received).containsExactly("/a=>/b");
    assertThat(watcher.entry.table().orElseThrow().version()).isEmpty();
    world.put("/a => /c");
    world.executor.runAll();
    assertThat(watcher.write().received).containsExactly("/a=>/b", "/a=>/c");
  }

  @Test
  void aSlowWatcherGetsTheNewestAlone() {
    world.put("/svc => /#/t/0");
    var slow = world.watch(world.bind("/svc"), World.TREE).write();

    for (int i = 1; i <= 1_000; i++) {
      world.put("/svc => /#/t/" + i);
      world.executor.runAll();
    }

    assertThat(slow.write().write().received).hasSize(2).last().asString().contains("/#/t/1000");
  }

  @Test
  void formatsThatAreMadeForEachRequestAreRefused() {
    var answer = world.questions.bind(NS, Path.read("/svc"), Dtab.EMPTY);

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                byte[] own = World.bytes("" + i);
                answer.feed(state -> state.map(_ -> own));
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("constant");
  }

  private static Message message(Feed feed) {
    return ((Feed.State.Newest) feed.now()).message();
  }
}
