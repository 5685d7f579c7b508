package io.dtabd.store;

import io.dtabd.live.State;
import java.util.Optional;

/**
 * What a process knows of one namespace's folder.
 *
 * @param file the number of the file that is in force, 0 if none is
 * @param stamp that file as it was when it was read
 * @param floor the highest number that was ever in force here: no version up to it comes again
 * @param highest the highest number in the folder, which may be of a file not in force yet
 * @param unsettled whether there is a file made or changed by hand that is not in force yet because
 *     it may be half-written
 * @param state what the live value is, kept so that equal states are the same object
 */
record Known(
    long file,
    Optional<Stamp> stamp,
    long floor,
    long highest,
    boolean unsettled,
    Content content,
    State<Optional<VersionedDtab>> state) {

  static final State<Optional<VersionedDtab>> ABSENT = State.ok(Optional.empty());

  static final Known NOTHING = new Known(0, Optional.empty(), 0, 0, false, Content.DELETED, ABSENT);

  /** A file that now is in force. */
  static Known of(long file, Stamp stamp, long floor, long highest, Content content) {
    return new Known(
        file,
        Optional.of(stamp),
        Math.max(file, floor),
        Math.max(highest, floor),
        false,
        content,
        switch (content) {
          case Content.Table(var dtab) ->
              State.ok(Optional.of(new VersionedDtab(Version.of(file), dtab)));
          case Content.Deleted() -> ABSENT;
          case Content.Broken(var reason) -> State.failed(reason);
          case Content.Cut(var reason) -> State.failed(reason);
        });
  }

  /**
   * With {@code last}, what was in force before a file that is cut.
   *
   * @param last an existing dtab
   */
  Known servingOn(VersionedDtab last) {
    return new Known(file, stamp, floor, highest, unsettled, content, State.ok(Optional.of(last)));
  }

  /** The dtab that is served, if one is. */
  Optional<VersionedDtab> served() {
    return state instanceof State.Ok<Optional<VersionedDtab>>(var dtab) ? dtab : Optional.empty();
  }

  static Known unreadable(String reason) {
    return new Known(
        0, Optional.empty(), 0, 0, false, new Content.Broken(reason), State.failed(reason));
  }

  /** There is no file any more. */
  Known vanished() {
    return new Known(0, Optional.empty(), floor, floor, false, Content.DELETED, ABSENT);
  }

  Known with(long highest, boolean unsettled) {
    return highest == this.highest && unsettled == this.unsettled
        ? this
        : new Known(file, stamp, floor, Math.max(highest, floor), unsettled, content, state);
  }

  boolean isThere() {
    return !(content instanceof Content.Deleted);
  }

  boolean isFile(long number, Stamp of) {
    return number == file && stamp.isPresent() && stamp.get().equals(of);
  }

  Version version() {
    return Version.of(file);
  }

  /** The live value's entry; empty for the state of every namespace that is not there. */
  Optional<State<Optional<VersionedDtab>>> entry() {
    return isThere() ? Optional.of(state) : Optional.empty();
  }
}
