package io.dtabd.dtab;

import java.util.List;

/** What a dentry matches: the first labels of a path, {@code *} standing for any one label. */
public record Prefix(List<Elem> elems) {

  /** A label, or the wildcard. */
  public sealed interface Elem permits Label, Wildcard {
    String show();
  }

  /** Matches any one label. */
  public enum Wildcard implements Elem {
    ANY;

    @Override
    public String show() {
      return "*";
    }
  }

  public static final Prefix EMPTY = new Prefix(List.of());

  public Prefix {
    elems = List.copyOf(elems);
  }

  /**
   * Reads {@code /http/*}; white space and comments may stand around it.
   *
   * @throws DtabSyntaxException if {@code text} is not a prefix
   */
  public static Prefix read(String text) {
    return DtabParser.readPrefix(text);
  }

  public static Prefix of(Path path) {
    return new Prefix(List.copyOf(path.labels()));
  }

  public int size() {
    return elems.size();
  }

  public boolean matches(Path path) {
    if (size() > path.size()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      boolean matches =
          switch (elems.get(i)) {
            case Wildcard _ -> true;
            case Label label -> label.equals(path.label(i));
          };
      if (!matches) {
        return false;
      }
    }
    return true;
  }

  /** The form that Finagle prints and {@link #read} takes back to an equal prefix. */
  public String show() {
    if (elems.isEmpty()) {
      return "/";
    }
    var out = new StringBuilder(size() * 12);
    for (Elem elem : elems) {
      out.append('/').append(elem.show());
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return show();
  }
}
