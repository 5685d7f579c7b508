package io.dtabd.dtab;

/**
 * One rule: a path that {@code prefix} matches goes to {@code dst}, with the rest of the path
 * appended.
 */
public record Dentry(Prefix prefix, NameTree<Path> dst) {

  /**
   * Reads {@code prefix => tree}.
   *
   * @throws DtabSyntaxException if {@code text} is not a dentry
   */
  public static Dentry read(String text) {
    return DtabParser.readDentry(text);
  }

  /**
   * Where {@code path}, which the prefix matches, goes: {@code dst} with the unmatched rest of the
   * path appended to every leaf.
   */
  public NameTree<Path> rewrite(Path path) {
    Path rest = path.drop(prefix.size());
    return rest.isEmpty() ? dst : dst.map(leaf -> leaf.concat(rest));
  }

  /** The form that Finagle prints: {@code prefix=>tree}, weights rounded to two decimals. */
  public String show() {
    return prefix.show() + "=>" + NameTree.show(dst);
  }

  /**
   * {@code prefix => tree} with every digit of the weights, so that reading it back gives an equal
   * dentry.
   */
  public String text() {
    return prefix.show() + " => " + NameTree.text(dst);
  }

  @Override
  public String toString() {
    return show();
  }
}
