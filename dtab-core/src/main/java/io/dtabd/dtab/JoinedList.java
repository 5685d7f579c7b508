package io.dtabd.dtab;

import java.util.AbstractList;
import java.util.List;

/**
 * Two immutable lists seen as one, so that a small local dtab after a large table copies nothing.
 */
final class JoinedList<E> extends AbstractList<E> {

  private final List<E> first;
  private final List<E> second;

  JoinedList(List<E> first, List<E> second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public E get(int index) {
    return index < first.size() ? first.get(index) : second.get(index - first.size());
  }

  @Override
  public int size() {
    return first.size() + second.size();
  }
}
