package io.dtabd.serving;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The audiences that one thread serves, by the feeds that they follow. Only that thread touches
 * them.
 *
 * @param <M> what it serves
 */
public final class Audiences<M extends Audience.Member> {

  private final Executor thread;
  private final int slice;
  private final Audience.Server<M> server;
  private final Map<Feed, Audience<M>> audiences = new HashMap<>();

  /**
   * @param thread runs one task after another
   * @param slice how many members are served before the thread does something else
   */
  public Audiences(Executor thread, int slice, Audience.Server<M> server) {
    this.thread = thread;
    this.slice = slice;
    this.server = server;
  }

  /** The one to join. It is forgotten when its last member leaves. */
  public Audience<M> of(Feed feed) {
    return audiences.computeIfAbsent(
        feed, _ -> new Audience<>(feed, thread, slice, server, () -> audiences.remove(feed)));
  }

  public boolean isEmpty() {
    return audiences.isEmpty();
  }

  /** Calls {@code action} for each member; it may make that one leave. */
  public void forEach(Consumer<M> action) {
    List.copyOf(audiences.values()).forEach(audience -> audience.forEach(action));
  }
}
