package io.dtabd.serving.preview;

import io.dtabd.serving.Coverage;
import io.dtabd.serving.Question;
import io.dtabd.store.Namespace;
import java.time.Duration;
import java.util.Map;

/** Which names are watched at the other replicas: clients are spread over all of them. */
@FunctionalInterface
public interface WatchedElsewhere {

  /** Of a server alone. */
  WatchedElsewhere NONE = (_, _) -> Found.NOTHING;

  /**
   * Asks all of them. Blocks.
   *
   * @param limit after which those that have not responded are silent
   */
  Found of(Namespace namespace, Duration limit) throws InterruptedException;

  /**
   * What the other replicas that responded say, together.
   *
   * @param names each with how many watch it
   * @param watchers how many watch the namespace, whatever they ask
   * @param unlisted how many names there are besides
   */
  record Found(Map<Question.Bind, Integer> names, int watchers, int unlisted, Coverage coverage) {

    public static final Found NOTHING = new Found(Map.of(), 0, 0, Coverage.ALONE);

    public Found {
      names = Map.copyOf(names);
    }
  }
}
