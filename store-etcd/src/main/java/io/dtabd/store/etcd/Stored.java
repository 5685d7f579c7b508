package io.dtabd.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.store.DtabText;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import io.etcd.jetcd.api.KeyValue;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of one namespace.
 *
 * @param revision the change that made it so, or a later one at which it was still so
 * @param entry the live value's; empty if the namespace is not there
 */
record Stored(long revision, Optional<State<Optional<VersionedDtab>>> entry) {

  static Stored absent(long revision) {
    return new Stored(revision, Optional.empty());
  }

  static Stored of(long revision, Dtab dtab) {
    return new Stored(
        revision, Optional.of(State.ok(Optional.of(new VersionedDtab(version(revision), dtab)))));
  }

  static Stored of(KeyValue keyValue) {
    String where = "the value of " + keyValue.getKey().toStringUtf8() + " in etcd";
    try {
      return of(
          keyValue.getModRevision(), DtabText.decode(keyValue.getValue().toByteArray(), where));
    } catch (StoreException.Invalid e) {
      return new Stored(
          keyValue.getModRevision(), Optional.of(State.failed(String.valueOf(e.getMessage()))));
    }
  }

  /** As namerd gives it: the digits of the revision. */
  static Version version(long revision) {
    return Version.of(Long.toString(revision).getBytes(UTF_8));
  }

  /** The revision that {@link #version} was made of; empty for what no write ever gave. */
  static OptionalLong revision(Version version) {
    String digits = new String(version.toBytes(), UTF_8);
    try {
      long revision = Long.parseLong(digits);
      return revision > 0 && version.equals(version(revision))
          ? OptionalLong.of(revision)
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  Optional<VersionedDtab> dtab() throws StoreException.Invalid {
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    return switch (entry.get()) {
      case State.Ok(var dtab) -> dtab;
      case State.Failed(var reason) -> throw new StoreException.Invalid(reason);
      case State.Pending<?> _ -> throw new IllegalStateException("a key is there or it is not");
    };
  }
}
