package io.dtabd.dtab;

import java.util.ArrayList;
import java.util.List;

/** A name: labels from left to right, {@code /svc/world}. The empty path is {@code /}. */
public record Path(List<Label> labels) {

  public static final Path EMPTY = new Path(List.of());

  public Path {
    labels = List.copyOf(labels);
  }

  /**
   * Reads {@code /a/b}; white space and comments may stand around it.
   *
   * @throws DtabSyntaxException if {@code text} is not a path
   */
  public static Path read(String text) {
    return DtabParser.readPath(text);
  }

  /** The path of these labels, each given as text and taken as its UTF-8 bytes. */
  public static Path of(String... labels) {
    var list = new ArrayList<Label>(labels.length);
    for (String label : labels) {
      list.add(Label.of(label));
    }
    return new Path(list);
  }

  public int size() {
    return labels.size();
  }

  public boolean isEmpty() {
    return labels.isEmpty();
  }

  /**
   * @throws IndexOutOfBoundsException if there are not that many labels
   */
  public Label label(int index) {
    return labels.get(index);
  }

  /** The first {@code count} labels, or all of them if there are fewer. */
  public Path take(int count) {
    return count >= size() ? this : new Path(labels.subList(0, count));
  }

  /** All but the first {@code count} labels; empty if there are not more than that. */
  public Path drop(int count) {
    if (count == 0) {
      return this;
    }
    return count >= size() ? EMPTY : new Path(labels.subList(count, size()));
  }

  public Path concat(Path rest) {
    if (rest.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return rest;
    }
    var all = new ArrayList<Label>(size() + rest.size());
    all.addAll(labels);
    all.addAll(rest.labels);
    return new Path(all);
  }

  public boolean startsWith(Path prefix) {
    return size() >= prefix.size() && labels.subList(0, prefix.size()).equals(prefix.labels);
  }

  /** The form that Finagle prints and {@link #read} takes back to an equal path. */
  public String show() {
    if (isEmpty()) {
      return "/";
    }
    var out = new StringBuilder(size() * 12);
    for (Label label : labels) {
      out.append('/').append(label.show());
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return show();
  }
}
