package io.dtabd.serving;

import io.dtabd.dtab.Path;
import java.util.Comparator;

/** Paths label by label, a shorter one before those that begin with it. */
enum PathOrder implements Comparator<Path> {
  INSTANCE;

  @Override
  public int compare(Path one, Path other) {
    int common = Math.min(one.size(), other.size());
    for (int i = 0; i < common; i++) {
      int order = one.label(i).compareTo(other.label(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }
}
