package io.dtabd.replicas;

import io.dtabd.serving.Accept;
import io.dtabd.serving.Arrival;
import io.dtabd.serving.Propagation.Progress;
import java.util.EnumMap;
import java.util.Map;

/** How far a version has come to the watchers of one replica. */
sealed interface ReplicaReport {

  Replica replica();

  /** Whether it has arrived at all watchers of the replica. */
  boolean arrived();

  /** How many watchers it got how far to, as far as that is known. */
  Map<Arrival, Integer> states();

  /**
   * The replica knows the version.
   *
   * @param missing how many watchers it has not arrived at
   */
  record Answered(Replica replica, int missing, Map<Arrival, Integer> states)
      implements ReplicaReport {

    public Answered {
      states = Map.copyOf(states);
    }

    static Answered of(Replica replica, Progress progress, Accept accept) {
      return new Answered(replica, progress.missing(accept), progress.states());
    }

    @Override
    public boolean arrived() {
      return missing == 0;
    }
  }

  /**
   * The replica has not seen the version yet, so even a watcher that comes now gets another.
   *
   * @param reason a clause without a subject
   */
  record Behind(Replica replica, String reason, int watchers) implements ReplicaReport {

    @Override
    public boolean arrived() {
      return false;
    }

    @Override
    public Map<Arrival, Integer> states() {
      return new EnumMap<>(Map.of(Arrival.UNKNOWN, watchers));
    }
  }

  /**
   * Nothing is known of its watchers.
   *
   * @param reason a clause without a subject
   */
  record Silent(Replica replica, String reason) implements ReplicaReport {

    @Override
    public boolean arrived() {
      return false;
    }

    @Override
    public Map<Arrival, Integer> states() {
      return Map.of();
    }
  }
}
