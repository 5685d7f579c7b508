package io.dtabd.api;

import io.dtabd.dtab.NameTree;
import io.dtabd.naming.BoundName;
import org.jspecify.annotations.NullMarked;

/** What the HTTP interface makes of a bound tree, for a benchmark: in its package to reach it. */
@NullMarked
public final class HttpEncoding {

  private HttpEncoding() {}

  /** The line that watchers are sent. */
  public static byte[] line(NameTree<BoundName> tree) {
    return Json.line(out -> BoundTreeJson.write(tree, out));
  }
}
