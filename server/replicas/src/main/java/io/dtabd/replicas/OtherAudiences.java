package io.dtabd.replicas;

import io.dtabd.serving.Coverage;
import io.dtabd.serving.Propagation;
import io.dtabd.store.Namespace;
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

  static final OtherAudiences NONE = new OtherAudiences(Coverage.ALONE, Map.of());

  /** None of them is counted, for one reason. */
  static OtherAudiences uncounted(String reason) {
    return new OtherAudiences(Coverage.ofThisAlone(reason), Map.of());
  }
}
