package io.dtabd.cli;

/**
 * A step of a shift that was taken.
 *
 * @param before the dentry as it was
 * @param after the dentry as it is; the same if the step was done already
 * @param dentries how many have the prefix
 */
record ShiftAnswer(String before, String after, int dentries, CheckedWrite write) {

  boolean isChange() {
    return !before.equals(after);
  }
}
