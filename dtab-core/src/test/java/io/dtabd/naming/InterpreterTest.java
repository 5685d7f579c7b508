package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class InterpreterTest {

  private static final Live<Addr> NOWHERE = Live.constant(State.ok(new Addr.Bound(Set.of())));

  /** Says of each name what a test sets; nothing is known of a name before. */
  private static final class SlowNamer implements Namer {
    private final Map<Path, LiveCell<NameTree<Name>>> names = new ConcurrentHashMap<>();

    @Override
    public Live<NameTree<Name>> lookup(Path path) {
      return name(path);
    }

    LiveCell<NameTree<Name>> name(Path path) {
      return names.computeIfAbsent(path, _ -> LiveCell.pending());
    }

    void settle(String path) {
      Path id = Path.read(path);
      name(id).set(State.ok(NameTree.leaf(new Name.Settled(id, Path.EMPTY, NOWHERE))));
    }
  }

  private final ManualTimer timer = new ManualTimer();
  private final SlowNamer slow = new SlowNamer();
  private final Namers namers =
      new Namers(Map.of(Path.of("#", "slow"), slow), new SystemNamer(Asking.noHosts()));

  private Derived<NameTree<BoundName>> bound(String dtab, String path) {
    return new Derived<>(
        Asking.setting(timer),
        reads -> new Interpreter(namers).bind(Dtab.read(dtab), Path.read(path), reads));
  }

  private static State<NameTree<BoundName>> leaf(String id) {
    return State.ok(leaf(id, OptionalDouble.empty()));
  }

  private static NameTree<BoundName> leaf(String id, OptionalDouble weight) {
    return NameTree.leaf(new BoundName(Path.read(id), Path.EMPTY, NOWHERE, weight));
  }

  private static NameTree<BoundName> branch(String id, double weight) {
    return leaf(id, OptionalDouble.of(weight));
  }

  @Test
  void alternativeIsPendingWhileAnEarlierOneIs() {
    var bound = bound("/a => /#/slow/x | /#/slow/y", "/a");
    slow.settle("/#/slow/y");
    assertThat(bound.now()).isEqualTo(State.pending());
    slow.name(Path.read("/#/slow/x")).set(State.ok(NameTree.neg()));
    assertThat(bound.now()).isEqualTo(leaf("/#/slow/y"));
  }

  @Test
  void unionWaitsForABranchThatIsPending() {
    var bound = bound("/a => 1 * /#/slow/x & 9 * /#/slow/y", "/a");
    slow.settle("/#/slow/x");
    assertThat(bound.now()).isEqualTo(State.pending());
    slow.settle("/#/slow/y");
    assertThat(bound.now())
        .isEqualTo(
            State.ok(
                new Union<>(
                    List.of(
                        new Weighted<>(1, branch("/#/slow/x", 1)),
                        new Weighted<>(9, branch("/#/slow/y", 9))))));
  }

  @Test
  void unionLeavesABranchOutThatIsPendingLongerThanTheSettleTime() {
    var bound = bound("/a => 1 * /#/slow/x & 9 * /#/slow/y", "/a");
    try (Subscription _ = bound.observe(() -> {})) {
      slow.settle("/#/slow/x");
      assertThat(bound.now()).isEqualTo(State.pending());
      timer.advance(Asking.SETTLE);
      assertThat(bound.now()).isEqualTo(State.ok(branch("/#/slow/x", 1)));
    }
  }

  @Test
  void allBranchesOfAUnionAreLookedUpAtOnce() {
    bound("/a => /#/slow/x & /#/slow/y", "/a").now();
    assertThat(slow.names).containsOnlyKeys(Path.read("/#/slow/x"), Path.read("/#/slow/y"));
  }

  @Test
  void unionLeavesOutABranchThatFailed() {
    slow.settle("/#/slow/x");
    slow.name(Path.read("/#/slow/y")).set(State.failed("down"));
    assertThat(bound("/a => 1 * /#/slow/x & 9 * /#/slow/y", "/a").now())
        .isEqualTo(State.ok(branch("/#/slow/x", 1)));
  }

  @Test
  void unionOfFailuresFailsWithTheFirst() {
    slow.name(Path.read("/#/slow/x")).set(State.failed("down"));
    slow.name(Path.read("/#/slow/y")).set(State.failed("out"));
    assertThat(bound("/a => /#/slow/x & /#/slow/y", "/a").now()).isEqualTo(State.failed("down"));
  }

  @Test
  void weightOfTheInnermostUnionStaysWithTheLeaf() {
    slow.settle("/#/slow/x");
    assertThat(bound("/a => 3 * (2 * /b & ~) & ~ ; /b => /#/slow/x", "/a").now())
        .isEqualTo(State.ok(branch("/#/slow/x", 2)));
  }

  @Test
  void followsTheNamer() {
    var bound = bound("/a => /#/slow/x | $", "/a");
    slow.settle("/#/slow/x");
    assertThat(bound.now()).isEqualTo(leaf("/#/slow/x"));
    slow.name(Path.read("/#/slow/x")).set(State.ok(NameTree.neg()));
    assertThat(bound.now()).isEqualTo(State.ok(NameTree.empty()));
  }

  @Test
  void whatANamerRewritesIsLookedUpInTheDtab() {
    assertThat(
            Asking.bind(
                "/x => /$/io.buoyant.http.domainToPathPfx/pfx/b.a ; /pfx/a/b => /$/nil", "/x"))
        .isEqualTo(State.ok(NameTree.empty()));
  }

  @Test
  void unknownSystemNamerFailsAndIsNamed() {
    assertThat(Asking.bind("/x => /$/com.example.Namer/y", "/x"))
        .isEqualTo(
            State.failed("Unknown namer: com.example.Namer for path: /$/com.example.Namer/y"));
  }

  @Test
  void addressesOfAnIdDoNotDependOnADtab() {
    slow.settle("/#/slow/x");
    assertThat(addr("/#/slow/x")).isEqualTo(NOWHERE.now());
  }

  @Test
  void transformersAreTakenOffAnId() {
    slow.settle("/#/slow/x");
    assertThat(addr("/%/io.l5d.port/4141/#/slow/x")).isEqualTo(NOWHERE.now());
  }

  @Test
  void addressesOfWhatIsNoIdAreNeg() {
    assertThat(addr("/svc/web")).isEqualTo(State.ok(new Addr.Neg()));
    assertThat(addr("/%/only")).isEqualTo(State.ok(new Addr.Neg()));
  }

  @Test
  void emptyIdHasNoEndpoints() {
    assertThat(addr("/$/nil")).isEqualTo(NOWHERE.now());
  }

  @Test
  void failedIdHasAFailedAddress() {
    assertThat(addr("/$/fail")).isEqualTo(State.failed("name tree failed"));
  }

  @Test
  void noIdHasAFailedAddress() {
    assertThat(addr("/")).isEqualTo(State.failed("No ID provided"));
  }

  @Test
  void idOfSeveralNamesHasAFailedAddress() {
    var both =
        new Union<Namer.Name>(
            List.of(
                new Weighted<>(1, settled("/#/slow/x")), new Weighted<>(1, settled("/#/slow/y"))));
    slow.name(Path.read("/#/slow/both")).set(State.ok(both));
    assertThat(addr("/#/slow/both"))
        .isEqualTo(State.failed("/#/slow/both is not a concrete bound id"));
  }

  private static NameTree<Namer.Name> settled(String id) {
    return NameTree.leaf(new Namer.Name.Settled(Path.read(id), Path.EMPTY, NOWHERE));
  }

  private State<Addr> addr(String id) {
    return Asking.now(reads -> new Interpreter(namers).addr(Path.read(id), reads));
  }
}
