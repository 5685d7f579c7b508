package io.dtabd.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.dtabd.store.Namespace;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/**
 * Where things are in etcd.
 *
 * <pre>
 * PREFIX/NS                          the text of the dtab in force
 * PREFIX-history/NS/MILLIS-RANDOM    what was written once
 * </pre>
 */
final class Keys {

  /**
   * Compare-and-swap rests on it: two writes with one history key would both count as done. So it
   * is one for many threads, which most generators are not, and nobody can pass another.
   */
  private static final SecureRandom UNIQUE = new SecureRandom();

  private final String prefix;

  Keys(String prefix) {
    this.prefix = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
  }

  /** What the keys of all dtabs, and no others, begin with. */
  ByteString all() {
    return bytes(prefix + "/");
  }

  ByteString of(Namespace namespace) {
    return bytes(prefix + "/" + namespace);
  }

  /** Empty for what somebody else keeps there. */
  Optional<Namespace> namespace(ByteString key) {
    if (!key.startsWith(all())) {
      return Optional.empty();
    }
    String name = key.substring(all().size()).toStringUtf8();
    return Namespace.isValid(name) ? Optional.of(new Namespace(name)) : Optional.empty();
  }

  /** What the keys of a namespace's history begin with. */
  ByteString history(Namespace namespace) {
    return bytes(prefix + "-history/" + namespace + "/");
  }

  /** A key that no other write ever has. The time in it is for people. */
  ByteString newHistory(Namespace namespace, Instant time) {
    return history(namespace)
        .concat(bytes("%013d-%016x".formatted(time.toEpochMilli(), UNIQUE.nextLong())));
  }

  /** The first key after all that begin with {@code prefix}, which ends with a slash. */
  static ByteString after(ByteString prefix) {
    byte[] end = prefix.toByteArray();
    end[end.length - 1]++;
    return ByteString.copyFrom(end);
  }

  /** The first key after {@code key}. */
  static ByteString next(ByteString key) {
    return key.concat(ByteString.copyFrom(new byte[] {0}));
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFrom(text, UTF_8);
  }
}
