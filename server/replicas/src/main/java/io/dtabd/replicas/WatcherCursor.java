package io.dtabd.replicas;

import io.dtabd.net.http.HttpProblem;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last watcher of a page over all replicas, which come in the order of their instances.
 *
 * @param instance empty: before all
 * @param id of the watcher on that replica
 */
record WatcherCursor(String instance, long id) {

  static final WatcherCursor START = new WatcherCursor("", 0);

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,64}):([0-9]{1,18})");

  /**
   * @throws HttpProblem 400 if it is none
   */
  static WatcherCursor read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw HttpProblem.badRequest(
          "Invalid 'after': '%s' is not the 'next' of a page with replicas=all".formatted(text));
    }
    return new WatcherCursor(matcher.group(1), Long.parseLong(matcher.group(2)));
  }

  /** After which of its watchers a replica goes on; empty if it had its turn. */
  OptionalLong on(String replica) {
    int order = replica.compareTo(instance);
    return order < 0 ? OptionalLong.empty() : OptionalLong.of(order == 0 ? id : 0);
  }

  @Override
  public String toString() {
    return instance + ":" + id;
  }
}
