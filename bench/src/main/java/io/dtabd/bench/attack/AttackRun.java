package io.dtabd.bench.attack;

import io.dtabd.bench.attack.AttackedServer.Kept;
import io.dtabd.bench.attack.AttackedServer.Vitals;
import io.dtabd.bench.attack.Outcome.Death;
import io.dtabd.bench.attack.Outcome.Memory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One server that is attacked once, and what became of it.
 *
 * @param heapMb of the server
 * @param storage where dtabs are
 * @param attacks by their names, all at once
 * @param alone for how long the neighbours are measured before
 * @param length of the attack
 * @param afterwards how long memory may take to come back
 * @param pauseMs before an attacker that was refused tries again
 * @param serverOptions of its JVM
 */
record AttackRun(
    int heapMb,
    AttackedServer.Storage storage,
    List<String> attacks,
    Duration alone,
    Duration length,
    Duration afterwards,
    int pauseMs,
    List<String> serverOptions) {

  /** Code is compiled, and every watcher has its first state. */
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  /** Between the last of its connections and its last breath. */
  private static final Duration ENDING = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  Outcome run() throws IOException, InterruptedException {
    try (AttackedServer server = AttackedServer.start(heapMb, storage, serverOptions);
        Neighbourhood neighbours = Neighbourhood.start(server.target())) {
      Thread.sleep(WARM_UP);
      Kept keptBefore = server.kept();
      neighbours.take();
      Thread.sleep(alone);
      Neighbourhood.Report quiet = neighbours.take();
      Vitals before = server.vitals();
      Vitals most = before;
      String attempts;
      Optional<Death> death = Optional.empty();
      long begun = System.nanoTime();
      try (AttackerProcess attackers = AttackerProcess.start(server.target(), attacks, pauseMs)) {
        begun = System.nanoTime();
        while (death.isEmpty() && System.nanoTime() - begun < length.toNanos()) {
          Thread.sleep(LOOK_EVERY);
          death = death(server, begun);
          most = death.isEmpty() ? most.most(vitals(server, most)) : most;
        }
        attempts = attackers.lastReport();
      } catch (IOException e) {
        // It may have ended before all dtabs of the attackers were written.
        death = deathBehind(e, server, begun);
        attempts = "none";
      }
      Neighbourhood.Report attacked = neighbours.take();
      Optional<Memory> memory = Optional.empty();
      if (death.isEmpty()) {
        server.deleteDtabs(Tables.NAMESPACES);
        Thread.sleep(afterwards);
        try {
          memory = Optional.of(new Memory(before, most, server.vitals(), keptBefore, kept(server)));
        } catch (IOException e) {
          death = deathBehind(e, server, begun);
        }
      }
      return new Outcome(
          this, neighbours.watchers(), quiet, attacked, neighbours.take(), attempts, memory, death);
    }
  }

  /** Empty if it lives and answers nobody. */
  private static Optional<Kept> kept(AttackedServer server)
      throws IOException, InterruptedException {
    try {
      return Optional.of(server.kept());
    } catch (IOException e) {
      Thread.sleep(ENDING);
      server.vitals();
      return Optional.empty();
    }
  }

  private static Optional<Death> death(AttackedServer server, long begun) {
    return server.exitStatus().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Death(
                server.exitStatus().getAsInt(),
                Duration.ofNanos(server.endedNanos() - begun),
                server.lastWords()));
  }

  /**
   * Why the server did not answer: it has ended, which the kernel may tell a moment later.
   *
   * @throws IOException the same if it has not
   */
  private static Optional<Death> deathBehind(IOException e, AttackedServer server, long begun)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ENDING.toNanos();
    Optional<Death> death = death(server, begun);
    while (death.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw e;
      }
      Thread.sleep(LOOK_EVERY);
      death = death(server, begun);
    }
    return death;
  }

  /** What it holds, or what it held if it has just ended. */
  private static Vitals vitals(AttackedServer server, Vitals otherwise) {
    try {
      return server.vitals();
    } catch (IOException e) {
      return otherwise;
    }
  }
}
