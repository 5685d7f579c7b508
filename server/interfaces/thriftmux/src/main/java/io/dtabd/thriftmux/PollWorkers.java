package io.dtabd.thriftmux;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Polls of one connection that have come and whose questions are not asked yet. That may compute,
 * so it is done on virtual threads: not one for each, since a proxy that reconnects polls for
 * thousands of names at once.
 */
final class PollWorkers {

  /** Polls in a namespace that is slow to bind wait for their turn here, and hold up no others. */
  private static final int MAX_WORKERS = 256;

  /** Takes a poll whose question was asked, in a worker's thread. */
  @FunctionalInterface
  interface Sink {
    void opened(OpenCall poll, NamerRequest request, Namer.Opened opened);
  }

  private record Opening(OpenCall poll, NamerRequest request) {}

  private final Namer namer;
  private final Sink sink;
  private final Queue<Opening> waiting = new ArrayDeque<>(1);
  private int workers;

  PollWorkers(Namer namer, Sink sink) {
    this.namer = namer;
    this.sink = sink;
  }

  void add(OpenCall poll, NamerRequest request) {
    synchronized (this) {
      waiting.add(new Opening(poll, request));
      if (workers == MAX_WORKERS) {
        return;
      }
      workers++;
    }
    Thread.ofVirtual().name("thrift").start(this::work);
  }

  /** The connection is closed. */
  synchronized void clear() {
    waiting.clear();
  }

  private void work() {
    try {
      for (Opening next = take(); next != null; next = take()) {
        sink.opened(next.poll, next.request, namer.open(next.request));
      }
    } catch (InterruptedException e) {
      // Nobody does that but at the end of the process.
    }
  }

  private synchronized @Nullable Opening take() {
    Opening next = waiting.poll();
    if (next == null) {
      workers--;
    }
    return next;
  }
}
