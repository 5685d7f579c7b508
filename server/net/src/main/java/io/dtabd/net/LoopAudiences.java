package io.dtabd.net;

import io.dtabd.serving.Audience;
import io.dtabd.serving.Audiences;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The audiences of one listener: each event loop has its own, which it alone touches. A change
 * costs a loop one task, and does not hold up its other connections.
 *
 * @param <M> what is served
 */
public final class LoopAudiences<M extends Audience.Member> {

  private final int slice;
  private final Audience.Server<M> server;
  private final Map<EventLoop, Audiences<M>> loops = new ConcurrentHashMap<>();

  /**
   * @param slice how many members are served before the loop does something else
   */
  public LoopAudiences(int slice, Audience.Server<M> server) {
    this.slice = slice;
    this.server = server;
  }

  /** Those that {@code loop} serves; to be touched there. */
  public Audiences<M> of(EventLoop loop) {
    return loops.computeIfAbsent(loop, it -> new Audiences<>(it, slice, server));
  }
}
