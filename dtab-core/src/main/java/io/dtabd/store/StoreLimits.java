package io.dtabd.store;

/** What a store takes at the most, so that no caller can fill a disk or a heap with one request. */
public final class StoreLimits {

  /** The text of one dtab, in UTF-8: as much as the body of an HTTP request may have. */
  public static final int MAX_DTAB_BYTES = 4 * 1024 * 1024;

  /** Ten times what the largest installations are known to have. */
  public static final int MAX_NAMESPACES = 100_000;

  /** How many revisions {@link DtabStore#history} gives. */
  public static final int MAX_HISTORY = 100;

  /**
   * How much text the revisions that {@link DtabStore#history} gives have together, in bytes or
   * chars; one is given however large it is. A parsed dtab takes many times its text, so a hundred
   * of the largest would not fit into a usual heap.
   */
  public static final int MAX_HISTORY_SIZE = 2 * MAX_DTAB_BYTES;

  private StoreLimits() {}
}
