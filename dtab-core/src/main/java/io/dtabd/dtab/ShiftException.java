package io.dtabd.dtab;

import java.util.List;

/** A step of a shift cannot be taken from where the dentry leads. The message says why. */
public final class ShiftException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<NameTree<Path>> candidates;

  ShiftException(String message, List<NameTree<Path>> candidates) {
    super(message);
    this.candidates = List.copyOf(candidates);
  }

  ShiftException(String message) {
    this(message, List.of());
  }

  /** What the caller can choose from, where the step has several readings. */
  public List<NameTree<Path>> candidates() {
    return candidates;
  }
}
