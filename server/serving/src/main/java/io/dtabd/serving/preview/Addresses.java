package io.dtabd.serving.preview;

import io.dtabd.dtab.NameTree;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.serving.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Whether there is an address behind bound names, each asked once and for a while. */
final class Addresses {

  /** What is known of the addresses of a name. */
  enum Known {
    SOME,
    NONE,
    UNKNOWN
  }

  private final long deadline;
  private final Map<BoundName, Known> asked = new HashMap<>();

  Addresses(long deadline) {
    this.deadline = deadline;
  }

  Known of(BoundName name) throws InterruptedException {
    Known known = asked.get(name);
    if (known == null) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      known =
          switch (Await.settled(name.addr(), left)) {
            case State.Ok<Addr>(Addr.Bound bound) ->
                bound.endpoints().isEmpty() ? Known.NONE : Known.SOME;
            case State.Ok<Addr>(Addr.Neg _) -> Known.NONE;
            case State.Failed<Addr> _, State.Pending<Addr> _ -> Known.UNKNOWN;
          };
      asked.put(name, known);
    }
    return known;
  }

  /** Of all destinations of a tree together: one with an address is enough. */
  Known of(NameTree<BoundName> tree) throws InterruptedException {
    Set<BoundName> names = Leads.shares(tree).keySet();
    boolean unknown = false;
    for (BoundName name : names) {
      switch (of(name)) {
        case SOME -> {
          return Known.SOME;
        }
        case UNKNOWN -> unknown = true;
        case NONE -> {}
      }
    }
    return unknown ? Known.UNKNOWN : Known.NONE;
  }
}
