package io.dtabd.naming;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;

/**
 * A branch of a split that has a share in the table and gets nothing of the traffic: what leads
 * nowhere is left out of a split, and the others take its share.
 *
 * @param destination where it was to lead, with the rest of the name
 * @param share from 0 to 1, of its split
 */
public record LostBranch(NameTree<Path> destination, double share, Why why) {

  /** Why it gets nothing. */
  public sealed interface Why {}

  /** It leads nowhere. */
  public record Nowhere() implements Why {}

  /** It cannot be bound. */
  public record Failed(String reason) implements Why {}

  /** A namer has not answered in time. */
  public record Unknown() implements Why {}
}
