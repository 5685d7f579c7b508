package io.dtabd.serving;

import io.dtabd.live.Subscription;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Those who follow one feed and are served by one thread. A change costs the thread one task, and a
 * call for each member; it does other work between the slices.
 *
 * <p>Inside: only that thread touches it, but for {@code due}. A change sets {@code cursor} to the
 * end of the members; slices move it to the front, each reading the feed anew. Leaving moves the
 * last member, who was served, into the gap; who is offered what it has already, ignores it.
 *
 * @param <M> what it serves
 */
public final class Audience<M extends Audience.Member> {

  /** One who follows. The audience keeps its place with it, so that leaving takes no search. */
  public interface Member {

    /** As it was set last; negative at first. */
    int place();

    void setPlace(int place);
  }

  /**
   * Hands a state to members. All calls come in the audience's thread. Serving a member may make
   * it, and no other, leave.
   */
  public interface Server<M> {

    void serve(Message message, Iterator<M> members);

    /**
     * @param reason why there is no valid answer any more
     */
    void end(String reason, Iterator<M> members);
  }

  private final Feed feed;
  private final Executor thread;
  private final int slice;
  private final Server<M> server;
  private final Runnable whenEmpty;
  private final ArrayList<M> members = new ArrayList<>(1);
  private final AtomicBoolean due = new AtomicBoolean();
  private Subscription subscription = Subscription.NONE;
  private int cursor = -1;
  private boolean sweeping;

  /**
   * @param thread runs one task after another
   * @param slice how many members are served before the thread does something else
   * @param whenEmpty called when the last member has left
   */
  public Audience(Feed feed, Executor thread, int slice, Server<M> server, Runnable whenEmpty) {
    this.feed = feed;
    this.thread = thread;
    this.slice = slice;
    this.server = server;
    this.whenEmpty = whenEmpty;
  }

  public Feed feed() {
    return feed;
  }

  public void join(M member) {
    member.setPlace(members.size());
    members.add(member);
    if (members.size() == 1) {
      subscription = feed.observe(this::changed);
    }
  }

  /** Nothing, if it has left already. */
  public void leave(M member) {
    if (member.place() < 0) {
      return;
    }
    M last = members.removeLast();
    if (last != member) {
      members.set(member.place(), last);
      last.setPlace(member.place());
    }
    member.setPlace(-1);
    if (members.isEmpty()) {
      subscription.close();
      whenEmpty.run();
    }
  }

  /** Calls {@code action} for each; it may make that one leave. */
  public void forEach(Consumer<M> action) {
    for (int i = members.size() - 1; i >= 0; i--) {
      if (i < members.size()) {
        action.accept(members.get(i));
      }
    }
  }

  /** In any thread. */
  private void changed() {
    if (due.compareAndSet(false, true)) {
      thread.execute(this::sweep);
    }
  }

  private void sweep() {
    due.set(false);
    cursor = members.size() - 1;
    if (!sweeping) {
      sweeping = true;
      serveSlice();
    }
  }

  private void serveSlice() {
    cursor = Math.min(cursor, members.size() - 1);
    int stop = Math.max(-1, cursor - slice);
    switch (feed.now()) {
      case Feed.State.Waiting() -> cursor = -1;
      case Feed.State.Failed(var reason) -> server.end(reason, upTo(stop));
      case Feed.State.Newest(var message) -> server.serve(message, upTo(stop));
    }
    if (cursor >= 0) {
      thread.execute(this::serveSlice);
    } else {
      sweeping = false;
    }
  }

  private Iterator<M> upTo(int stop) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        cursor = Math.min(cursor, members.size() - 1); // the one before may have left
        return cursor > stop;
      }

      @Override
      public M next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return members.get(cursor--);
      }
    };
  }
}
