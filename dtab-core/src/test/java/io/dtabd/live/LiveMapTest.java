package io.dtabd.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveMapTest {

  private static final State<String> NOTHING = State.ok("nothing");

  private final LiveMap<String, String> map = new LiveMap<>(State.pending());

  @Test
  void everyKeyIsPendingUntilTheFirstLoad() {
    assertThat(map.get("a").now()).isEqualTo(State.pending());
    assertThat(map.keys().now()).isEqualTo(State.pending());
  }

  @Test
  void afterALoadAKeyWithoutEntryHasTheStateOfTheAbsent() {
    map.replace(Map.of("a", State.ok("1")), NOTHING);

    assertThat(map.get("a").now()).isEqualTo(State.ok("1"));
    assertThat(map.get("b").now()).isEqualTo(NOTHING);
    assertThat(map.keys().now()).isEqualTo(keys("a"));
  }

  @Test
  void valuesAreKnownBeforeTheKeysAre() {
    map.begin(Map.of("a", State.pending(), "b", State.pending()), NOTHING);
    map.put("a", State.ok("1"));
    map.remove("b");

    assertThat(map.get("a").now()).isEqualTo(State.ok("1"));
    assertThat(map.get("b").now()).isEqualTo(NOTHING);
    assertThat(map.get("c").now()).isEqualTo(NOTHING);
    assertThat(map.keys().now()).isEqualTo(State.pending());
    map.complete();
    assertThat(map.keys().now()).isEqualTo(keys("a"));
  }

  @Test
  void keysFollowPutAndRemove() {
    map.replace(Map.of(), NOTHING);

    map.put("b", State.ok("1"));
    map.put("a", State.ok("1"));
    assertThat(map.keys().now()).isEqualTo(keys("a", "b"));
    map.remove("b");
    assertThat(map.keys().now()).isEqualTo(keys("a"));
  }

  @Test
  void aChangedValueIsNoChangeOfTheKeys() {
    map.replace(Map.of("a", State.ok("1")), NOTHING);
    var told = new AtomicInteger();
    map.keys().observe(told::incrementAndGet);

    map.put("a", State.ok("2"));

    assertThat(told).hasValue(0);
  }

  @Test
  void putTellsThoseWhoWatchTheKeyAlone() {
    map.replace(Map.of(), NOTHING);
    var told = tellTales("a", "b");

    map.put("a", State.ok("1"));
    map.put("a", State.ok("1"));

    assertThat(told).containsExactly("a");
  }

  @Test
  void removeTellsOnlyIfThereWasSomething() {
    map.replace(Map.of("a", State.ok("1")), NOTHING);
    var told = tellTales("a", "b");

    map.remove("a");
    map.remove("b");

    assertThat(told).containsExactly("a");
    assertThat(map.get("a").now()).isEqualTo(NOTHING);
  }

  @Test
  void ofManyWhoSetAnEntryFromItsSourceNobodySetsAnOlderOneLast() {
    map.replace(Map.of(), NOTHING);
    var source = new AtomicInteger();

    IntStream.range(0, 10_000)
        .parallel()
        .forEach(
            _ -> {
              source.incrementAndGet();
              map.compute("a", () -> Optional.of(State.ok(source.toString())));
            });

    assertThat(map.get("a").now()).isEqualTo(State.ok("10000"));
  }

  @Test
  void anEntryComputedToBeEmptyIsRemoved() {
    map.replace(Map.of("a", State.ok("1")), NOTHING);

    map.compute("a", Optional::empty);

    assertThat(map.get("a").now()).isEqualTo(NOTHING);
    assertThat(map.keys().now()).isEqualTo(keys());
  }

  @Test
  void replaceTellsOnlyWhatChanged() {
    map.replace(
        Map.of("same", State.ok("1"), "changed", State.ok("1"), "gone", State.ok("1")), NOTHING);
    var told = tellTales("same", "changed", "gone", "come", "neverThere");

    map.replace(
        Map.of("same", State.ok("1"), "changed", State.ok("2"), "come", State.ok("1")), NOTHING);

    assertThat(told).containsExactlyInAnyOrder("changed", "gone", "come");
  }

  @Test
  void replaceTellsThoseWhoWatchAnAbsentKeyThatTheAbsentAreSomethingElseNow() {
    var told = tellTales("a");

    map.replace(Map.of("b", State.ok("1")), NOTHING);

    assertThat(told).containsExactly("a");
    assertThat(map.get("a").now()).isEqualTo(NOTHING);
  }

  @Test
  void whoBeginsToWatchAnAbsentKeyInTheMiddleOfALoadIsToldOfIt() {
    var told = new ArrayList<State<String>>();
    Live<String> absent = map.get("absent");
    var watchedWhileItIsRead =
        new AbstractMap<String, State<String>>() {
          @Override
          public Set<Map.Entry<String, State<String>>> entrySet() {
            if (map.watchedKeys() == 0) {
              absent.observe(() -> told.add(absent.now()));
            }
            return Map.of("a", State.ok("1")).entrySet();
          }
        };

    map.replace(watchedWhileItIsRead, NOTHING);

    assertThat(told).containsExactly(NOTHING);
  }

  @Test
  void anEntryThatEqualsTheAbsentIsNotToldWhenItGoes() {
    map.replace(Map.of("a", NOTHING), NOTHING);
    var told = tellTales("a");

    map.replace(Map.of(), NOTHING);

    assertThat(told).isEmpty();
  }

  @Test
  void valuesOfOneKeyAreEqual() {
    assertThat(map.get("a")).isEqualTo(map.get("a")).isNotEqualTo(map.get("b"));
    assertThat(map.get("a")).isNotEqualTo(new LiveMap<String, String>(State.pending()).get("a"));
  }

  @Test
  void watchingUnknownKeysLeavesNothingBehind() {
    var open = new ArrayList<Subscription>();
    for (int i = 0; i < 1_000; i++) {
      open.add(map.get("unknown" + i).observe(() -> {}));
      open.add(map.get("unknown" + i).observe(() -> {}));
    }
    assertThat(map.watchedKeys()).isEqualTo(1_000);

    open.forEach(Subscription::close);
    open.forEach(Subscription::close);

    assertThat(map.watchedKeys()).isZero();
  }

  private List<String> tellTales(String... keys) {
    var told = new ArrayList<String>();
    for (String key : keys) {
      map.get(key).observe(() -> told.add(key));
    }
    return told;
  }

  private static State<SortedSet<String>> keys(String... keys) {
    return State.ok(new TreeSet<>(List.of(keys)));
  }
}
