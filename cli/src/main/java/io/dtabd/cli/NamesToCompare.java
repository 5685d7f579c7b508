package io.dtabd.cli;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Prefix;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The names of one namespace that are bound on two servers and compared.
 *
 * @param leftOut what is said if there were more
 */
record NamesToCompare(List<String> paths, Optional<String> leftOut) {

  /** Some seconds of asking. A namespace with more differs in these too if it differs at all. */
  static final int MAX_NAMES = 2_000;

  /** Where the names begin that proxies ask for, unless they are told otherwise. */
  private static final String LOGICAL = "/svc/";

  /**
   * @param known ids that namers know
   * @param more paths that the user named
   */
  static NamesToCompare of(Dtab dtab, Collection<String> known, Collection<String> more) {
    var names = new LinkedHashSet<String>(more);
    for (Dentry dentry : dtab.dentries()) {
      if (!hasWildcard(dentry.prefix())) {
        names.add(dentry.prefix().show());
        addLogical(dentry.prefix().show(), names);
      }
    }
    for (String id : known) {
      names.add(id);
      addLogical(id, names);
    }
    List<String> compared = names.stream().limit(MAX_NAMES).toList();
    int rest = names.size() - compared.size();
    return new NamesToCompare(
        compared,
        rest == 0
            ? Optional.empty()
            : Optional.of(rest + " more names were not compared; name what matters with --path"));
  }

  private static boolean hasWildcard(Prefix prefix) {
    return prefix.elems().contains(Prefix.Wildcard.ANY);
  }

  private static void addLogical(String path, Collection<String> names) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (!last.isEmpty()) {
      names.add(LOGICAL + last);
    }
  }
}
