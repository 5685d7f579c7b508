package io.dtabd.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@code bench/run attack} in short: all attacks at once, on a server with a small heap. */
@EnabledOnOs(OS.LINUX) // neighbours have an address of their own, and /proc tells of the server
class AttackTest {

  private static final int HEAP_MB = 1024;

  private static final int PAUSE_MS = 200;

  /**
   * The budget for what is kept for clients: answers that nobody uses stay for the linger time, as
   * long as there is room for them.
   */
  private static final long KEPT_BYTES = (HEAP_MB * 4L / 10) << 20;

  /** Netty's pools keep some of what there was at the most for the next that come. */
  private static final long NETTY_BYTES = 128L << 20;

  /** Attackers have more than 1,500 connections. */
  private static final int FILES = 20;

  @Test
  void attackersNeitherEndTheServerNorKeepNeighboursFromBeingServed() throws Exception {
    Outcome outcome =
        new AttackRun(
                HEAP_MB,
                AttackedServer.Storage.FILE,
                Attacks.names(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                PAUSE_MS,
                List.of())
            .run();
    assertThat(outcome.death()).isEmpty();
    assertThat(outcome.attempts()).contains(Attacks.names()).doesNotContain("=0 tries");
    assertThat(outcome.attacked().binds().times().count()).isPositive();
    assertThat(outcome.attacked().shifts().times().count()).isPositive();
    assertThat(outcome.attacked().unanswered() + outcome.after().unanswered())
        .as(
            "requests not answered: %s %s",
            outcome.attacked().failures(), outcome.after().failures())
        .isZero();
    assertThat(outcome.attacked().allCurrent() && outcome.after().allCurrent())
        .as("watchers current: %s %s", outcome.attacked().failures(), outcome.after().failures())
        .isTrue();
    Outcome.Memory memory = outcome.memory().orElseThrow();
    AttackedServer.Kept kept = memory.keptAfter().orElseThrow();
    assertThat(kept.liveHeapBytes()).isLessThan(memory.keptBefore().liveHeapBytes() + KEPT_BYTES);
    assertThat(kept.nettyBytes()).isLessThan(memory.keptBefore().nettyBytes() + NETTY_BYTES);
    assertThat(memory.after().files()).isLessThan(memory.before().files() + FILES);
  }
}
