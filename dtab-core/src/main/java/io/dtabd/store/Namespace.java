package io.dtabd.store;

import java.util.regex.Pattern;

/** The name of a dtab in a store. */
public record Namespace(String name) implements Comparable<Namespace> {

  /** Fits a DNS subdomain, a file name, a URL segment and an etcd key without escaping. */
  public static final int MAX_LENGTH = 253;

  private static final Pattern RULE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_LENGTH - 1) + "}");

  /**
   * @throws IllegalArgumentException if {@code name} breaks the rule, which the message states
   */
  public Namespace {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "a namespace is 1 to "
              + MAX_LENGTH
              + " of A-Z a-z 0-9 . _ - and begins with a letter or digit");
    }
  }

  public static boolean isValid(String name) {
    return RULE.matcher(name).matches();
  }

  @Override
  public int compareTo(Namespace other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
