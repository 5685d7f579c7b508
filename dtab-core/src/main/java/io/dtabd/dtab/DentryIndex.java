package io.dtabd.dtab;

import java.util.ArrayList;
import java.util.List;

/** Finds the dentries that match a path. */
interface DentryIndex {

  /** The matching dentries, the last of the table first. */
  List<Dentry> matches(Path path);

  default DentryIndex followedBy(DentryIndex last) {
    return path -> {
      List<Dentry> later = last.matches(path);
      List<Dentry> earlier = matches(path);
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
