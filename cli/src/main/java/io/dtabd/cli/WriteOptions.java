package io.dtabd.cli;

import picocli.CommandLine.Option;

/** Whether a command writes what it would, and whatever that breaks. */
final class WriteOptions {

  @Option(
      names = "--force",
      description = "Write it even if it breaks names that somebody watches, and tell which.")
  private boolean force;

  @Option(
      names = "--dry-run",
      description = "Show what it would change and break, and write nothing.")
  private boolean dryRun;

  Check check() {
    return force ? Check.WARN : Check.REFUSE;
  }

  boolean isForced() {
    return force;
  }

  boolean isDryRun() {
    return dryRun;
  }
}
