package io.dtabd.replicas;

import io.dtabd.serving.Propagation;
import io.dtabd.store.Namespace;
import java.util.List;
import java.util.Map;

/**
 * Who watches on the other replicas.
 *
 * @param sums over those that are counted, by namespace
 */
public record OtherAudiences(Coverage coverage, Map<Namespace, Propagation.Audience> sums) {

  public OtherAudiences {
    sums = Map.copyOf(sums);
  }

  /**
   * Which replicas are counted.
   *
   * @param isOfAll whether the configuration names other replicas
   * @param answered how many are counted, this one included
   * @param silent those that are not, by name
   */
  public record Coverage(boolean isOfAll, int answered, List<Silent> silent) {

    public static final Coverage ALONE = new Coverage(false, 1, List.of());

    public Coverage {
      silent = List.copyOf(silent);
    }

    /** The same words as in the other responses about replicas. */
    public String scope() {
      return PropagationJson.scope(isOfAll);
    }
  }

  /**
   * A replica whose watchers are not counted.
   *
   * @param reason a clause without a subject: {@code did not respond within 2 s}
   */
  public record Silent(String name, String reason) {}

  static final OtherAudiences NONE = new OtherAudiences(Coverage.ALONE, Map.of());

  /** None of them is counted, for one reason. */
  static OtherAudiences uncounted(String reason) {
    return new OtherAudiences(
        new Coverage(true, 1, List.of(new Silent("the other replicas", reason))), Map.of());
  }
}
