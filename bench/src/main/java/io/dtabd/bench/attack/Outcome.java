package io.dtabd.bench.attack;

import io.dtabd.bench.attack.AttackedServer.Kept;
import io.dtabd.bench.attack.AttackedServer.Vitals;
import io.dtabd.bench.attack.Neighbourhood.Report;
import io.dtabd.bench.suite.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an attack did.
 *
 * @param watchers of the neighbours
 * @param quiet what neighbours saw before
 * @param attacked what they saw meanwhile
 * @param after what they saw when the attackers had left
 * @param attempts what became of those of the attackers
 * @param memory if the server has survived
 * @param death if it has not
 */
record Outcome(
    AttackRun run,
    int watchers,
    Report quiet,
    Report attacked,
    Report after,
    String attempts,
    Optional<Memory> memory,
    Optional<Death> death) {

  /** How the server ended. */
  record Death(int status, Duration after, String lastWords) {}

  /**
   * What the server had at each time.
   *
   * @param keptAfter empty if it does not answer any more
   */
  record Memory(
      Vitals before, Vitals most, Vitals after, Kept keptBefore, Optional<Kept> keptAfter) {

    private String kept() {
      return keptAfter
          .map(
              after ->
                  String.format(
                      Locale.ROOT,
                      "live heap %.1f, then %.1f MB; Netty's buffers %.1f, then %.1f MB",
                      keptBefore.liveHeapBytes() / 1e6,
                      after.liveHeapBytes() / 1e6,
                      keptBefore.nettyBytes() / 1e6,
                      after.nettyBytes() / 1e6))
          .orElse("it does not answer any more");
    }
  }

  private static final double P99 = 0.99;

  /** Whether the server lives and all neighbours were served; their times are another matter. */
  boolean isGood() {
    return memory.flatMap(Memory::keptAfter).isPresent()
        && attacked.unanswered() + after.unanswered() == 0
        && attacked.allCurrent()
        && after.allCurrent();
  }

  /** The lines of the results. */
  List<Row> rows() {
    var rows = new ArrayList<Row>();
    death.ifPresent(
        it ->
            rows.add(
                Row.words(
                    name("the process"),
                    String.format(
                        Locale.ROOT,
                        "ended with status %d after %.1f s",
                        it.status(),
                        it.after().toMillis() / 1e3),
                    "lives on",
                    attempts)));
    rows.add(times("binds", quiet.binds(), attacked.binds()));
    rows.add(times("writes", quiet.writes(), attacked.writes()));
    rows.add(
        times(
            "shifts to the last of %d watchers".formatted(watchers),
            quiet.shifts(),
            attacked.shifts()));
    rows.add(
        Row.words(
            name("requests not answered, states missed, watches ended"),
            "%d, %d, %d; afterwards %d, %d, %d"
                .formatted(
                    attacked.unanswered(),
                    attacked.stale().failures(),
                    attacked.ended().failures(),
                    after.unanswered(),
                    after.stale().failures(),
                    after.ended().failures()),
            "0, 0, 0",
            attacked.failures().replaceAll("\\s+", " ")));
    memory.ifPresent(it -> rows.add(memory(it)));
    return rows;
  }

  private Row times(String what, Seen alone, Seen meanwhile) {
    return Row.millis(
        name(what + ", p99"),
        meanwhile.times().millis(P99),
        alone.times().millis(P99),
        String.format(
            Locale.ROOT,
            "%.1f times of alone; p50 %s ms, alone %s ms; slowest %s ms; %d in %d s",
            meanwhile.times().millis(P99) / alone.times().millis(P99),
            Row.decimals(meanwhile.times().millis(0.5)),
            Row.decimals(alone.times().millis(0.5)),
            Row.decimals(meanwhile.times().millis(1)),
            meanwhile.times().count(),
            death.map(Death::after).orElse(run.length()).toSeconds()));
  }

  private Row memory(Memory it) {
    return Row.words(
        name("memory resident, files open"),
        String.format(
            Locale.ROOT,
            "at most %d MB, %d; afterwards %d MB, %d",
            it.most().residentBytes() / 1_000_000,
            it.most().files(),
            it.after().residentBytes() / 1_000_000,
            it.after().files()),
        String.format(
            Locale.ROOT,
            "before: %d MB, %d",
            it.before().residentBytes() / 1_000_000,
            it.before().files()),
        it.kept() + "; attackers: " + attempts);
  }

  private String name(String what) {
    String attacks =
        run.attacks().size() == 1 ? run.attacks().getFirst() : run.attacks().size() + " attacks";
    return "%s, heap of %d MB: %s".formatted(attacks, run.heapMb(), what);
  }
}
