package io.dtabd.thriftmux;

import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;

/** What a client asks of the service {@code Namer}. */
sealed interface NamerRequest {

  /**
   * @param dtab the caller's own, as text
   */
  record Bind(String dtab, NameRef name) implements NamerRequest {}

  /**
   * @param name that of a bound id
   */
  record Addr(NameRef name) implements NamerRequest {}

  /**
   * @param stamp old clients rely on it that with one there is no answer
   */
  record Delegate(String dtab, long stamp, NameTree<Path> tree, String namespace)
      implements NamerRequest {}

  record Dtab(long stamp, String namespace) implements NamerRequest {}

  /**
   * @param stamp of the value that the client has
   */
  record NameRef(long stamp, Path path, String namespace) {
    static final NameRef NONE = new NameRef(Stamp.NONE, Path.EMPTY, "");
  }

  default Method method() {
    return switch (this) {
      case Bind _ -> Method.BIND;
      case Addr _ -> Method.ADDR;
      case Delegate _ -> Method.DELEGATE;
      case Dtab _ -> Method.DTAB;
    };
  }

  /** What is asked about, for a failure to say; of methods that have no name, there is none. */
  default NameRef name() {
    return switch (this) {
      case Bind(_, var name) -> name;
      case Addr(var name) -> name;
      case Delegate _ -> NameRef.NONE;
      case Dtab(var stamp, var namespace) -> new NameRef(stamp, Path.EMPTY, namespace);
    };
  }
}
