package io.dtabd.serving;

import static io.dtabd.serving.World.NS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.serving.Propagation.Progress;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PropagationTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  private final World world = new World();
  private final Propagation propagation = world.propagation;

  @Test
  void countsWhoWasSentAVersionAndWhoWasNot() {
    world.put("/svc => /#/t/old");
    TestWatcher quick = watcher("/svc/a").write();
    TestWatcher slow = watcher("/svc/b").write();
    watcher("/svc/c").write();
    change("/svc => /#/t/new");
    quick.write();

    Progress progress = propagation.of(NS, newest());

    assertThat(progress.reached()).isEqualTo(1);
    assertThat(progress.waiting()).isEqualTo(2);
    assertThat(progress.isComplete()).isFalse();
    assertThat(progress.slowest().orElseThrow().id()).isEqualTo(slow.entry.id());
  }

  @Test
  void theSlowestIsTheOneFurthestBehind() {
    world.put("/svc => /#/t/1");
    TestWatcher first = watcher("/svc/a").write();
    TestWatcher second = watcher("/svc/b").write();
    change("/svc => /#/t/2");
    first.write();
    change("/svc => /#/t/3");

    assertThat(propagation.of(NS, newest()).slowest().orElseThrow().id())
        .isEqualTo(second.entry.id());
  }

  @Test
  void whoWasSentALaterVersionHasReachedTheEarlierToo() throws StoreException {
    Version early = world.put("/svc => /#/t/1");
    TestWatcher watcher = watcher("/svc/a");
    change("/svc => /#/t/2");
    watcher.write();

    Progress progress = propagation.of(NS, propagation.find(NS, early).orElseThrow());

    assertThat(progress.reached()).isEqualTo(1);
    assertThat(progress.isComplete()).isTrue();
    assertThat(progress.slowest()).isEmpty();
  }

  @Test
  void whoseStateIsStillRightHasReachedTheVersion() {
    world.put("/svc => /#/t");
    watcher("/svc/a").write();

    change("/svc => /#/t ; /elsewhere => /x");

    assertThat(propagation.of(NS, newest()).isComplete()).isTrue();
  }

  @Test
  void whoWasSentNothingYetHasNotReachedIt() {
    world.put("/svc => /#/t");
    watcher("/svc/a");

    assertThat(propagation.of(NS, newest()).waiting()).isEqualTo(1);
  }

  @Test
  void watchersOfAddressesAndOfOtherNamespacesDoNotCount() {
    world.put("/svc => /#/t");
    world.watch(
        world.questions.addresses(Path.read("/#/t/a")), state -> state.map(_ -> new byte[0]));
    world.watch(world.questions.dtab(new Namespace("other")), World.DTAB);

    Progress progress = propagation.of(NS, newest());

    assertThat(progress.reached() + progress.waiting()).isZero();
    assertThat(progress.isComplete()).isTrue();
  }

  @Test
  void aVersionThatWasOverwrittenUnseenStandsForTheNextOne() throws StoreException {
    world.put("/svc => /#/t/1");
    TestWatcher watcher = watcher("/svc/a").write();
    Version unseen = world.put("/svc => /#/t/2");
    Version newest = world.put("/svc => /#/t/3");

    TableVersion found = propagation.find(NS, unseen).orElseThrow();

    assertThat(found.version()).contains(newest);
    assertThat(propagation.of(NS, found).waiting()).isEqualTo(1);
    world.executor.runAll();
    watcher.write();
    assertThat(propagation.of(NS, found).isComplete()).isTrue();
  }

  @Test
  void aVersionThatNeverWasIsNotFound() throws StoreException {
    world.put("/svc => /#/t/1");

    assertThat(propagation.find(NS, Version.of(99))).isEmpty();
    assertThat(propagation.find(new Namespace("none"), Version.of(1))).isEmpty();
  }

  @Test
  void aDeletedNamespaceIsAVersionToo() {
    world.put("/svc => /#/t");
    TestWatcher watcher = watcher("/svc/a").write();
    world.delete();

    TableVersion gone = newest();
    assertThat(gone.version()).isEmpty();
    assertThat(propagation.of(NS, gone).waiting()).isEqualTo(1);
    world.executor.runAll();
    watcher.write();
    assertThat(propagation.of(NS, gone).isComplete()).isTrue();
  }

  @Test
  void whatWasSentToAClientThatCannotConfirmHasArrivedIfThatIsAccepted() {
    world.put("/svc => /#/t");
    watcher("/svc/a").write();

    Progress progress = propagation.of(NS, newest());

    assertThat(progress.arrived(Accept.SENT)).isTrue();
    assertThat(progress.arrived(Accept.DELIVERED)).isFalse();
    assertThat(progress.missing()).containsEntry(Accept.DELIVERED, 1);
  }

  @Test
  void aClientThatCanConfirmHasTo() {
    world.put("/svc => /#/t");
    TestWatcher watcher = world.watch(Protocol.MESH, world.bind("/svc/a"), World.TREE).write();
    assertThat(propagation.of(NS, newest()).isComplete()).isTrue();
    assertThat(propagation.of(NS, newest()).arrived(Accept.SENT)).isFalse();

    watcher.confirm();

    assertThat(propagation.of(NS, newest()).arrived(Accept.DELIVERED)).isTrue();
  }

  @Test
  void awaitingArrivalWaitsForTheConfirmation() {
    world.put("/svc => /#/t");
    TestWatcher watcher = world.watch(Protocol.MESH, world.bind("/svc/a"), World.TREE).write();
    var progress = awaitingArrival();
    assertThat(progress).isNotDone();

    watcher.confirm();

    assertThat(progress.join().arrived(Accept.DELIVERED)).isTrue();
  }

  @Test
  void awaitingArrivalAsksConnectionsThatHaveSentIt() {
    world.put("/svc => /#/t");
    TestWatcher watcher = watcher("/svc/a").write();
    watcher.entry.askedOf(watcher::deliver);

    assertThat(awaitingArrival().join().states()).containsExactly(entry(Arrival.DELIVERED, 1));
  }

  @Test
  void aConnectionIsNotAskedForWhatItHasNotSent() {
    world.put("/svc => /#/t/1");
    TestWatcher watcher = watcher("/svc/a").write();
    change("/svc => /#/t/2");
    var asked = new AtomicInteger();
    watcher.entry.askedOf(asked::incrementAndGet);
    var progress = awaitingArrival();
    assertThat(asked).hasValue(0);

    watcher.write();
    await().until(() -> asked.get() > 0);
    watcher.deliver();

    assertThat(progress.join().arrived(Accept.DELIVERED)).isTrue();
  }

  @Test
  void whatArrivedEarlierSaysNothingOfALaterVersion() {
    world.put("/svc => /#/t/1");
    TestWatcher watcher = watcher("/svc/a").write();
    watcher.deliver();
    change("/svc => /#/t/2");
    watcher.write();

    assertThat(propagation.of(NS, newest()).states()).containsExactly(entry(Arrival.SENT, 1));
  }

  @Test
  void awaitReturnsAtOnceIfAllHaveIt() throws InterruptedException {
    world.put("/svc => /#/t");
    watcher("/svc/a").write();

    assertThat(propagation.await(NS, newest(), Accept.SENT, LONG).reached()).isEqualTo(1);
  }

  @Test
  void awaitReturnsWhenTheLastHasIt() {
    world.put("/svc => /#/t/1");
    TestWatcher first = watcher("/svc/a").write();
    TestWatcher last = watcher("/svc/b").write();
    change("/svc => /#/t/2");
    var progress = awaiting(LONG);
    first.write();
    assertThat(progress).isNotDone();

    last.write();

    assertThat(progress.join().reached()).isEqualTo(2);
    assertThat(progress.join().isComplete()).isTrue();
  }

  @Test
  void awaitDoesNotWaitForWhoHasLeft() {
    world.put("/svc => /#/t/1");
    TestWatcher leaving = watcher("/svc/a");
    var progress = awaiting(LONG);

    leaving.close();

    assertThat(progress.join().isComplete()).isTrue();
    assertThat(progress.join().reached()).isZero();
  }

  @Test
  void awaitEndsWithTheTimeAndSaysHowFarItCame() throws InterruptedException {
    world.put("/svc => /#/t/1");
    TestWatcher stuck = watcher("/svc/a");

    Progress progress = propagation.await(NS, newest(), Accept.SENT, Duration.ofMillis(20));

    assertThat(progress.waiting()).isEqualTo(1);
    assertThat(progress.slowest().orElseThrow().id()).isEqualTo(stuck.entry.id());
  }

  private TestWatcher watcher(String path) {
    return world.watch(world.bind(path), World.TREE);
  }

  private void change(String dtab) {
    world.put(dtab);
    world.executor.runAll();
  }

  private TableVersion newest() {
    return ((State.Ok<TableVersion>) propagation.newest(NS)).value();
  }

  private CompletableFuture<Progress> awaiting(Duration limit) {
    return awaiting(version -> propagation.await(NS, version, Accept.SENT, limit));
  }

  private CompletableFuture<Progress> awaitingArrival() {
    return awaiting(version -> propagation.await(NS, version, Accept.DELIVERED, LONG));
  }

  private interface Waiting {
    Progress until(TableVersion version) throws InterruptedException;
  }

  private CompletableFuture<Progress> awaiting(Waiting call) {
    TableVersion version = newest();
    var progress = new CompletableFuture<Progress>();
    Thread waiting =
        Thread.startVirtualThread(
            () -> {
              try {
                progress.complete(call.until(version));
              } catch (InterruptedException e) {
                progress.completeExceptionally(e);
              }
            });
    await().until(() -> progress.isDone() || waiting.getState() == Thread.State.TIMED_WAITING);
    return progress;
  }
}
