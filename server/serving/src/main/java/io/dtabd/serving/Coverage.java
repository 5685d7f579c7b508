package io.dtabd.serving;

import java.util.List;

/**
 * Which replicas a response speaks for.
 *
 * @param isOfAll whether the configuration names other replicas
 * @param answered how many have said what they know, this one included
 * @param silent those that have not, by name
 */
public record Coverage(boolean isOfAll, int answered, List<Silent> silent) {

  public static final Coverage ALONE = new Coverage(false, 1, List.of());

  public Coverage {
    silent = List.copyOf(silent);
  }

  /** None of the others has said anything, for one reason. */
  public static Coverage ofThisAlone(String reason) {
    return new Coverage(true, 1, List.of(new Silent("the other replicas", reason)));
  }

  public String scope() {
    return scope(isOfAll);
  }

  /** Said in words, for those who read it without the documentation. */
  public static String scope(boolean isOfAll) {
    return isOfAll ? "all replicas" : "this replica only";
  }

  /**
   * A replica that has not responded.
   *
   * @param reason a clause without a subject: {@code did not respond within 2 s}
   */
  public record Silent(String name, String reason) {}
}
