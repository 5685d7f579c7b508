package io.dtabd.serving.preview;

import io.dtabd.dtab.Finding;

/** Something that a write does, or may do, to traffic. */
public sealed interface WriteFinding {

  /**
   * A name and where it leads, for people.
   *
   * @param path the name, with the watchers' own dtab if they have one; or the destination of a
   *     shift
   * @param watchers how many watch the name
   * @param before where it leads by the table that is there
   * @param after where it would lead
   */
  record Subject(String path, int watchers, String before, String after) {}

  /** Traffic that goes somewhere now would not any more. Only this is a reason to refuse. */
  record Breaks(Subject subject, String reason) implements WriteFinding {}

  /** What becomes of it is not known. */
  record Unknown(Subject subject, String reason) implements WriteFinding {}

  /** A part of the check was not done, or had to go by what may be old. */
  record Unchecked(String reason) implements WriteFinding {}

  /** A dentry that can hardly be meant as it is, and was not there before. */
  record Suspect(Finding finding) implements WriteFinding {}
}
