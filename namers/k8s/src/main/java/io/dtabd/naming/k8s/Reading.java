package io.dtabd.naming.k8s;

/** How far the reading of a collection has come. */
sealed interface Reading {

  /** Nothing has come of it yet. */
  record Begun() implements Reading {}

  /** It was read once; from then on the last known state counts, whatever happens. */
  record Done() implements Reading {}

  /**
   * It may not be read.
   *
   * @param reason for people
   */
  record Refused(String reason) implements Reading {}

  /**
   * It could not be read yet.
   *
   * @param reason for people
   */
  record Failed(String reason) implements Reading {}
}
