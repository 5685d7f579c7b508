package io.dtabd.admin;

import io.dtabd.config.AdminConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which addresses of the admin listener are answered. Each belongs to one kind; a kind that is on
 * is answered except for what {@code denied} matches, one that is off is not except for what {@code
 * allowed} matches. A pattern has to match the whole address.
 *
 * @param enabled the kinds that are on
 * @param allowed for kinds that are off; {@code pathWhitelist} in a config file
 * @param denied for kinds that are on; {@code pathBlacklist} in a config file
 */
public record AccessRules(Set<Kind> enabled, List<Pattern> allowed, List<Pattern> denied) {

  /** Everything is answered. */
  public static final AccessRules OPEN =
      new AccessRules(Set.of(Kind.values()), List.of(), List.of());

  /**
   * How many characters may be looked at in matching one pattern. A match that does not go back
   * looks at each once; one that goes back without end is stopped within a millisecond or so.
   */
  private static final int MATCH_BUDGET = 100_000;

  /** What an address is for, as in namerd, so that its config files keep their meaning. */
  public enum Kind {
    /** Pages for people, and what they show. */
    UI,
    /** Changes to the process. */
    CONTROL,
    /** Everything else. */
    DIAGNOSTICS
  }

  public AccessRules {
    enabled = Set.copyOf(enabled);
    allowed = List.copyOf(allowed);
    denied = List.copyOf(denied);
  }

  /** What a config file says under {@code admin.security}. */
  public static AccessRules of(AdminConfig.Security security) {
    Set<Kind> enabled = EnumSet.noneOf(Kind.class);
    if (security.uiEnabled()) {
      enabled.add(Kind.UI);
    }
    if (security.controlEnabled()) {
      enabled.add(Kind.CONTROL);
    }
    if (security.diagnosticsEnabled()) {
      enabled.add(Kind.DIAGNOSTICS);
    }
    return new AccessRules(
        enabled, compiled(security.pathWhitelist()), compiled(security.pathBlacklist()));
  }

  private static List<Pattern> compiled(List<String> expressions) {
    return expressions.stream().map(Pattern::compile).toList();
  }

  /** Whether {@code path} is answered. When a pattern takes too long to match it is not. */
  boolean permits(Kind kind, String path) {
    try {
      return enabled.contains(kind) ? noneMatches(denied, path) : !noneMatches(allowed, path);
    } catch (BudgetSpent e) {
      return false;
    }
  }

  private static boolean noneMatches(List<Pattern> patterns, String path) {
    return patterns.stream().noneMatch(pattern -> pattern.matcher(new Budgeted(path)).matches());
  }

  /** A matcher has no time limit of its own, but it has to look at its input to go on. */
  private static final class Budgeted implements CharSequence {

    private final CharSequence text;
    private int looks;

    Budgeted(CharSequence text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++looks > MATCH_BUDGET) {
        throw new BudgetSpent();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private static final class BudgetSpent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BudgetSpent() {
      super("the match took too long", null, false, false);
    }
  }
}
