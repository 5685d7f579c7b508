package io.dtabd.cli;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import java.util.List;
import java.util.Optional;

/** Copies namespaces from one server to another, which may have them already. */
final class NamespaceCopy {

  /** What may be changed at the target. */
  enum Mode {
    LOOK,
    CREATE,
    OVERWRITE
  }

  /** What came of one namespace. */
  enum Outcome {
    CREATED("copied"),
    SAME("the same already"),
    OVERWRITTEN("replaced"),
    MISSING("would be copied"),
    DIFFERENT("different there, left alone; --overwrite would change"),
    FAILED("not copied: ");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    boolean isSame() {
      return this == CREATED || this == SAME || this == OVERWRITTEN;
    }
  }

  /**
   * What came of one namespace.
   *
   * @param source what is to be copied; empty if it could not be read
   * @param diff from the target to the source
   * @param reason of a failure
   */
  record Result(
      String namespace, Optional<Dtab> source, Outcome outcome, List<String> diff, String reason) {

    String text() {
      return outcome.text + reason;
    }
  }

  private final DtabClient source;
  private final DtabClient target;
  private final Mode mode;

  NamespaceCopy(DtabClient source, DtabClient target, Mode mode) {
    this.source = source;
    this.target = target;
    this.mode = mode;
  }

  /** Copies one. What fails is in the result, so that others can follow. */
  Result of(String namespace) {
    Optional<Dtab> read = Optional.empty();
    try {
      DtabClient.SourceDtab wanted = source.source(namespace);
      read = Optional.of(wanted.dtab());
      return copy(namespace, wanted, wanted.dtab());
    } catch (FailedCommand e) {
      return new Result(namespace, read, Outcome.FAILED, List.of(), String.valueOf(e.getMessage()));
    }
  }

  private Result copy(String namespace, DtabClient.SourceDtab wanted, Dtab dtab)
      throws FailedCommand {
    DtabFile file = DtabFile.ofText(wanted.text());
    if (mode != Mode.LOOK) {
      try {
        target.create(namespace, file);
        return result(namespace, dtab, Outcome.CREATED, List.of());
      } catch (RefusedException e) {
        if (!e.isConflict()) {
          throw e;
        }
        // It is there already.
      }
    }
    DtabClient.SourceDtab there;
    try {
      there = target.source(namespace);
    } catch (RefusedException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      return result(namespace, dtab, Outcome.MISSING, List.of());
    }
    List<String> diff = LineDiff.hunks(lines(there.dtab()), lines(dtab));
    if (diff.isEmpty()) {
      return result(namespace, dtab, Outcome.SAME, diff);
    }
    if (mode != Mode.OVERWRITE) {
      return result(namespace, dtab, Outcome.DIFFERENT, diff);
    }
    target.update(namespace, file, Optional.of(there.version()));
    return result(namespace, dtab, Outcome.OVERWRITTEN, diff);
  }

  private static Result result(String namespace, Dtab dtab, Outcome outcome, List<String> diff) {
    return new Result(namespace, Optional.of(dtab), outcome, diff, "");
  }

  private static List<String> lines(Dtab dtab) {
    return dtab.dentries().stream().map(Dentry::text).toList();
  }
}
