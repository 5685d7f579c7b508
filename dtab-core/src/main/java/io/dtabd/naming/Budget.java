package io.dtabd.naming;

import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import org.jspecify.annotations.Nullable;

/**
 * What one question may cost. A dtab is a program that its author need not have thought through, so
 * it can loop, grow and double; these bounds end every such question in well under 50 ms and with a
 * few megabytes of garbage, and are far above what any real table needs.
 *
 * <p>Reaching the depth fails the branch that went there, as in Finagle, where a union goes on with
 * its other branches. Reaching any other bound fails the whole question: what was bound by then
 * depends on the order of evaluation, and would be a split that nobody wrote.
 */
final class Budget {

  /** Lookups that follow one from another. Finagle's value, which clients know from its errors. */
  static final int MAX_DEPTH = 100;

  /** Lookups in all. */
  static final int MAX_LOOKUPS = 10_000;

  /**
   * Nodes of name trees visited, a matching dentry being one. Visiting the dst of a long path costs
   * in proportion, so {@link #LABELS_PER_NODE} labels are charged as a node.
   */
  static final int MAX_NODES = 100_000;

  /**
   * Trees within trees on the way to one leaf, lookups included. Each is a few frames of the Java
   * stack; half a thread's usual megabyte has room for all.
   */
  static final int MAX_NESTING = 500;

  /** How much path is copied in about the time that a node takes. */
  private static final int LABELS_PER_NODE = 4;

  /**
   * Nodes of dsts shown in one delegation, where every node repeats the dentry that led to it: some
   * ten megabytes of JSON.
   */
  static final int MAX_SHOWN = 250_000;

  /** How much of a path an error shows: enough to recognise it. */
  private static final int SHOWN_PATH = 200;

  private final Path question;
  private int lookups;
  private int nodes;
  private int shown;
  private @Nullable String tooDeep;

  Budget(Path question) {
    this.question = question;
  }

  /** The question takes more than it may. */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exceeded(String message) {
      super(message, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** To be asked before {@code path} is looked up. */
  void lookup(Path path) {
    lookups++;
    checkLookups(path);
    nodes(1 + path.size() / LABELS_PER_NODE);
  }

  private void checkLookups(Path path) {
    if (lookups > MAX_LOOKUPS) {
      throw new Exceeded(
          "binding %s takes more than %d lookups, the last of %s; some dentry multiplies names"
              .formatted(shown(question), MAX_LOOKUPS, shown(path)));
    }
  }

  /** What a part of a question took. */
  record Cost(int lookups, int nodes) {
    Cost minus(Cost earlier) {
      return new Cost(lookups - earlier.lookups, nodes - earlier.nodes);
    }
  }

  /** What the question took so far. */
  Cost spent() {
    return new Cost(lookups, nodes);
  }

  /** To be asked before a part is taken over that was walked once, from {@code path} on. */
  void charge(Cost cost, Path path) {
    lookups += cost.lookups;
    checkLookups(path);
    nodes(cost.nodes);
  }

  /** To be asked before {@code count} nodes are visited. */
  void nodes(int count) {
    nodes += count;
    if (nodes > MAX_NODES) {
      throw new Exceeded(
          "binding %s visits more than %d nodes of name trees; some dentry multiplies names"
              .formatted(shown(question), MAX_NODES));
    }
  }

  /** To be asked before a dentry is shown whose dst has {@code count} nodes. */
  void shown(int count) {
    shown += count;
    if (shown > MAX_SHOWN) {
      throw new Exceeded(
          "the delegation of %s shows dentries with more than %d nodes in all; ask for what it binds to, or for a path further on"
              .formatted(shown(question), MAX_SHOWN));
    }
  }

  /** To be asked before going {@code nesting} trees deep. */
  void nesting(int nesting) {
    if (nesting > MAX_NESTING) {
      throw new Exceeded(
          "binding %s goes through more than %d trees within trees; write the dtab flatter"
              .formatted(shown(question), MAX_NESTING));
    }
  }

  /** The failure of a branch that {@link #MAX_DEPTH} lookups led to {@code path}. */
  <T> State<T> tooDeep(Path path) {
    String reason = tooDeep;
    if (reason == null) {
      reason =
          "Max recursion level: %d reached in binding %s: at that depth it is %s; does a dentry lead back to itself?"
              .formatted(MAX_DEPTH, shown(question), shown(path));
      tooDeep = reason;
    }
    return State.failed(reason);
  }

  private static String shown(Path path) {
    // A label shows as one char at least, so this many labels are enough, and so is their start.
    String text = path.take(SHOWN_PATH / 2).show();
    return text.length() <= SHOWN_PATH && path.size() <= SHOWN_PATH / 2
        ? text
        : text.substring(0, Math.min(text.length(), SHOWN_PATH)) + "...";
  }
}
