package io.dtabd.dtab;

/**
 * Something in a dtab that its author can hardly have meant.
 *
 * @param line of the dentry, from 1, in the text of the dtab
 * @param message for people, bounded and on one line
 */
public record Finding(Severity severity, Kind kind, int line, Dentry dentry, String message) {

  /** How bad it is. */
  public enum Severity {
    /** Names that come this way lead nowhere or are refused. */
    ERROR,
    /** It works, perhaps not as meant. */
    WARNING
  }

  /** What is wrong. */
  public enum Kind {
    /** A dentry or an alternative that others always come before. */
    NEVER_APPLIES,
    /** A dentry that counts only where a later and more general one leads nowhere. */
    SHADOWED,
    /** A dentry that leads back to itself. */
    LOOP,
    /** A destination that only a namer could know, and there is no such namer. */
    UNKNOWN_NAMER,
    /** A destination that neither a dentry nor a namer knows. */
    LEADS_NOWHERE,
    /** A union that gives traffic to nobody. */
    ZERO_WEIGHTS
  }
}
