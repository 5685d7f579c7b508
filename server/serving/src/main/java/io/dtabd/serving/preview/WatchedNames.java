package io.dtabd.serving.preview;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watcher;
import io.dtabd.serving.Watchers;
import io.dtabd.store.Namespace;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which names of a namespace somebody watches, each with the number of its watchers. */
public final class WatchedNames {

  private WatchedNames() {}

  /** Those that are watched at this server. */
  public static Map<Question.Bind, Integer> of(Watchers watchers, Namespace namespace) {
    var watched = new HashMap<Question.Bind, Integer>();
    for (Watcher watcher : watchers.of(namespace)) {
      switch (watcher.question()) {
        case Question.Bind bind -> watched.merge(bind, 1, Integer::sum);
        case Question.Resolve(_, var path, var local, _) ->
            watched.merge(new Question.Bind(namespace, path, local), 1, Integer::sum);
        case Question.Addresses _,
            Question.DtabOf _,
            Question.Namespaces _,
            Question.BoundNames _ -> {}
      }
    }
    return watched;
  }

  /** The most watched first. */
  public static List<Map.Entry<Question.Bind, Integer>> mostWatchedFirst(
      Map<Question.Bind, Integer> watched) {
    return watched.entrySet().stream()
        .sorted(
            Map.Entry.<Question.Bind, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  /** The names that are asked for, and then those that are watched, the most watched first. */
  static Map<Question.Bind, Integer> after(
      List<Path> asked, Namespace namespace, Map<Question.Bind, Integer> watched) {
    var names = new LinkedHashMap<Question.Bind, Integer>();
    asked.forEach(path -> names.put(new Question.Bind(namespace, path, Dtab.EMPTY), 0));
    mostWatchedFirst(watched)
        .forEach(each -> names.merge(each.getKey(), each.getValue(), Integer::sum));
    return names;
  }
}
