package io.dtabd.naming;

import java.util.ArrayList;
import java.util.List;

/** Collects the branches that were left out of the splits of one question, the first of many. */
public final class LostBranches {

  /** More than a person reads of one name; finding out the share of one takes its whole split. */
  private static final int MAX = 20;

  /** For questions of clients, who do not ask. */
  static final LostBranches UNASKED = new LostBranches(0);

  private final int max;
  private final List<LostBranch> found = new ArrayList<>();

  private LostBranches(int max) {
    this.max = max;
  }

  /** To be given to one evaluation. */
  public LostBranches() {
    this(MAX);
  }

  void add(LostBranch branch) {
    found.add(branch);
  }

  boolean wantsMore() {
    return found.size() < max;
  }

  /** Those that were found, each as often as it was. */
  public List<LostBranch> all() {
    return List.copyOf(found);
  }
}
