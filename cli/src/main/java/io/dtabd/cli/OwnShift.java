package io.dtabd.cli;

import io.dtabd.dtab.Prefix;
import io.dtabd.dtab.Shift;
import io.dtabd.dtab.ShiftException;
import io.dtabd.dtab.ShiftedDtab;
import java.util.Optional;

/** Takes a step of a shift in the table of a server that cannot take it itself. */
final class OwnShift {

  /** Each failure means that someone else got through, so this many in a row is a storm. */
  private static final int MAX_TRIES = 20;

  private final DtabClient client;
  private final String namespace;

  OwnShift(DtabClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  ShiftAnswer take(Prefix prefix, Shift shift, boolean isDryRun) throws FailedCommand {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      DtabClient.SourceDtab current = client.source(namespace);
      Optional<String> version = Optional.of(current.version()).filter(it -> !it.isEmpty());
      ShiftedDtab shifted = shifted(current, prefix, shift);
      if (!shifted.isChange() || isDryRun) {
        return answer(shifted, version);
      }
      if (version.isEmpty()) {
        throw new FailedCommand(
            "the server does not tell the version of %s, so nothing can be changed safely"
                .formatted(namespace));
      }
      try {
        return answer(
            shifted, client.update(namespace, DtabFile.ofText(shifted.dtab().text()), version));
      } catch (RefusedException e) {
        if (!e.isConflict()) {
          throw e;
        }
        // Someone else was first: the step is taken from what they wrote.
      } catch (UnreachableException e) {
        throw DtabClient.inDoubt(e);
      }
    }
    throw new FailedCommand(
        "others change %s all the time; nothing was changed, run the same command again"
            .formatted(namespace));
  }

  private ShiftedDtab shifted(DtabClient.SourceDtab current, Prefix prefix, Shift shift)
      throws FailedCommand {
    try {
      return ShiftedDtab.of(current.dtab(), prefix, shift);
    } catch (ShiftException e) {
      throw new FailedCommand(
          "%s of %s: %s".formatted(prefix.show(), namespace, e.getMessage()), e);
    }
  }

  private static ShiftAnswer answer(ShiftedDtab shifted, Optional<String> version) {
    return new ShiftAnswer(
        shifted.before().text(),
        shifted.after().text(),
        shifted.dentries(),
        CheckedWrite.unchecked(version, shifted.warning().stream().toList()));
  }
}
