package io.dtabd.dtab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Finds the dentries that match a path. */
interface DentryIndex {

  /**
   * The matching dentries, the last of the table first.
   *
   * @param work told of the nodes visited, as they are; what it throws ends the lookup
   */
  List<Dentry> matches(Path path, IntConsumer work);

  default DentryIndex followedBy(DentryIndex last) {
    return (path, work) -> {
      List<Dentry> later = last.matches(path, work);
      List<Dentry> earlier = matches(path, work);
      if (later.isEmpty()) {
        return earlier;
      }
      if (earlier.isEmpty()) {
        return later;
      }
      var all = new ArrayList<Dentry>(later.size() + earlier.size());
      all.addAll(later);
      all.addAll(earlier);
      return all;
    };
  }
}
