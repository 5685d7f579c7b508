package io.dtabd.serving;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The questions that one client follows over one connection. Of each it is sent at most one message
 * at a time: the next one leaves when the client has asked again, saying by a stamp what it has,
 * which acknowledges that.
 *
 * <p>Inside: only one thread touches it. Calls go one way: from the connection to the session, and
 * from it to the {@link Client}, which does not know the session.
 *
 * @param <P> the polls of its protocol
 */
public final class WatchSession<P extends Poll<P>> {

  /** The client, as it can be written to. */
  public interface Client<P extends Poll<P>> {

    SocketAddress remote();

    /**
     * Whether an answer can be sent now. If not, the connection calls {@link WatchSession#ready}
     * when it can.
     */
    boolean isReady();

    /** What a poll names the message by; equal for messages that say the same. */
    long stamp(Message message);

    /** Sends the answer of a poll, and tells the question's watcher when it is written. */
    void answer(P poll, PolledQuestion<P> asked, Message message);

    /** There is no valid answer any more, for a reason that is for people. */
    void fail(P poll, PolledQuestion<P> asked, String reason);

    /**
     * Takes bytes for a question of this client.
     *
     * @param share what is kept elsewhere because of it
     * @return false if there is no memory for it
     */
    boolean keep(long bytes, long share);

    /** The question is followed no more. */
    void letGo(long bytes, long share);

    /** The server is stopping, and the poll has no answer. */
    void giveUp(P poll);
  }

  /**
   * What the sessions of one listener have in common.
   *
   * @param places for the questions of all of them
   * @param maxQuestions of one session; past it, those that nobody polls are given up early
   * @param between how long a client that was answered counts as watching without having asked
   *     again
   * @param betweenConfirmed the same for one that has confirmed an answer before: it polls as long
   *     as it lives, so if it does not ask again it is stuck, which an operator wants to see
   */
  public record Setting(
      Watchers watchers,
      Protocol protocol,
      Quota places,
      int maxQuestions,
      Duration between,
      Duration betweenConfirmed,
      LongSupplier nanoClock) {}

  private final Setting setting;
  private final Client<P> client;
  private final Audiences<PolledQuestion<P>> audiences;
  private final Map<Question, PolledQuestion<P>> questions = new HashMap<>(2);

  /** The questions without a poll, the longest first. */
  private final Set<PolledQuestion<P>> between = new LinkedHashSet<>(2);

  /** The same, of which an answer was confirmed before. */
  private final Set<PolledQuestion<P>> betweenConfirmed = new LinkedHashSet<>(2);

  /** The questions with news, which wait for the socket. */
  private final Queue<PolledQuestion<P>> due = new ArrayDeque<>(1);

  private boolean draining;

  /**
   * @param audiences of the thread that this runs in, served by {@link #server}
   */
  public WatchSession(Setting setting, Client<P> client, Audiences<PolledQuestion<P>> audiences) {
    this.setting = setting;
    this.client = client;
    this.audiences = audiences;
  }

  /** Hands what is new to the sessions of one thread. */
  public static <P extends Poll<P>> Audience.Server<PolledQuestion<P>> server() {
    return new Audience.Server<>() {
      @Override
      public void serve(Message message, Iterator<PolledQuestion<P>> members) {
        members.forEachRemaining(asked -> asked.session.offer(asked, message));
      }

      @Override
      public void end(String reason, Iterator<PolledQuestion<P>> members) {
        members.forEachRemaining(asked -> asked.session.fail(asked, reason));
      }
    };
  }

  /**
   * Takes a poll for a question that this session follows already.
   *
   * @return false if it does not
   */
  public boolean poll(Question question, P poll) {
    PolledQuestion<P> asked = questions.get(question);
    if (asked == null) {
      return false;
    }
    poll(asked, poll);
    return true;
  }

  /** Whether there is room for a question that was not followed yet. */
  public enum Room {
    ENOUGH,
    /** All places that the server has are taken. */
    NO_PLACE,
    NO_MEMORY
  }

  /**
   * Takes a poll, and follows its question if this session does not yet.
   *
   * @param question as {@link SharedAnswer#question} gives it
   * @param answerBytes what is kept because the question is followed
   * @return if not enough, the poll is not taken
   */
  public Room poll(Question question, Feed feed, long answerBytes, P poll) {
    PolledQuestion<P> asked = questions.get(question);
    if (asked == null) {
      Room room = makeRoom(answerBytes);
      if (room != Room.ENOUGH) {
        return room;
      }
      asked = open(question, feed, answerBytes);
    }
    poll(asked, poll);
    return Room.ENOUGH;
  }

  private Room makeRoom(long answerBytes) {
    if (questions.size() >= setting.maxQuestions()) {
      endLongestUnpolled();
    }
    if (!setting.places().take()) {
      return Room.NO_PLACE;
    }
    if (!client.keep(Watcher.BYTES, answerBytes)) {
      setting.places().giveBack();
      return Room.NO_MEMORY;
    }
    return Room.ENOUGH;
  }

  private PolledQuestion<P> open(Question question, Feed feed, long answerBytes) {
    Watcher watcher = setting.watchers().open(setting.protocol(), client.remote(), question);
    var asked = new PolledQuestion<>(this, audiences.of(feed), question, watcher, answerBytes);
    questions.put(question, asked);
    asked.audience.join(asked);
    return asked;
  }

  private void endLongestUnpolled() {
    var unpolled = between.isEmpty() ? betweenConfirmed : between;
    if (!unpolled.isEmpty()) {
      end(unpolled.iterator().next());
    }
  }

  /** It is answered at once if there is something that the client does not have. */
  private void poll(PolledQuestion<P> asked, P poll) {
    leaveBetween(asked);
    poll.asked = asked;
    asked.add(poll);
    Message last = asked.last;
    if (last != null && client.stamp(last) == poll.stamp()) {
      asked.isConfirmed = true;
      asked.watcher().acknowledged(last);
    }
    look(asked);
  }

  /** The client gives a poll up. Nothing, if it has not been taken yet. */
  public void discard(P poll) {
    PolledQuestion<P> asked = poll.asked;
    if (asked != null) {
      asked.remove(poll);
      if (asked.isIdle()) {
        end(asked);
      }
    }
  }

  /** The client can take more: the questions that waited for it have their turn. */
  public void ready() {
    for (int left = due.size(); left > 0 && client.isReady(); left--) {
      PolledQuestion<P> asked = due.remove();
      asked.isDue = false;
      look(asked);
    }
  }

  /** Ends the questions whose next poll did not come in time. */
  public void tick(long nanos) {
    endUnpolled(between, nanos - setting.between().toNanos());
    endUnpolled(betweenConfirmed, nanos - setting.betweenConfirmed().toNanos());
  }

  private void endUnpolled(Set<PolledQuestion<P>> unpolled, long since) {
    while (!unpolled.isEmpty()) {
      PolledQuestion<P> longest = unpolled.iterator().next();
      if (longest.answeredAt - since > 0) {
        return;
      }
      end(longest);
    }
  }

  /**
   * From now on every poll is answered at once, with what the client may have already: it asks
   * again elsewhere, and was not failed.
   */
  public void drain() {
    draining = true;
    List.copyOf(questions.values()).forEach(this::look);
  }

  /** The connection is closed. */
  public void close() {
    List.copyOf(questions.values()).forEach(this::end);
    due.clear();
  }

  private void look(PolledQuestion<P> asked) {
    switch (asked.audience.feed().now()) {
      case Feed.State.Waiting _ -> {
        if (draining) {
          giveUp(asked);
        }
      }
      case Feed.State.Newest(var message) -> offer(asked, message);
      case Feed.State.Failed(var reason) -> fail(asked, reason);
    }
  }

  private void giveUp(PolledQuestion<P> asked) {
    for (P poll = asked.takeAll(); poll != null; poll = poll.next) {
      client.giveUp(poll);
    }
  }

  private void fail(PolledQuestion<P> asked, String reason) {
    if (!asked.isIdle()) {
      for (P poll = asked.takeAll(); poll != null; poll = poll.next) {
        client.fail(poll, asked, reason);
      }
      end(asked);
    }
  }

  private void offer(PolledQuestion<P> asked, Message message) {
    long stamp = client.stamp(message);
    boolean isNews = false;
    for (P poll = asked.polls(); poll != null; poll = poll.next) {
      if (has(poll, stamp)) {
        confirmed(asked, message);
      } else {
        isNews = true;
      }
    }
    if (isNews && isReadyFor(asked)) {
      answer(asked, message, stamp);
    }
  }

  private boolean has(P poll, long stamp) {
    return poll.stamp() == stamp && !draining;
  }

  /** The client says that it has the value, from here or from the server before this. */
  private static void confirmed(PolledQuestion<?> asked, Message message) {
    if (asked.last != message) {
      asked.last = message;
      asked.isConfirmed = true;
      asked.watcher().written(message);
      asked.watcher().acknowledged(message);
    }
  }

  private boolean isReadyFor(PolledQuestion<P> asked) {
    if (client.isReady()) {
      return true;
    }
    if (!asked.isDue) {
      asked.isDue = true;
      due.add(asked);
    }
    return false;
  }

  private void answer(PolledQuestion<P> asked, Message message, long stamp) {
    asked.last = message;
    for (P poll = asked.takeAll(); poll != null; ) {
      P next = poll.next;
      if (has(poll, stamp)) {
        asked.add(poll);
      } else {
        poll.next = null;
        client.answer(poll, asked, message);
      }
      poll = next;
    }
    if (asked.isIdle()) {
      asked.answeredAt = setting.nanoClock().getAsLong();
      (asked.isConfirmed ? betweenConfirmed : between).add(asked);
    }
  }

  private void leaveBetween(PolledQuestion<P> asked) {
    (asked.isConfirmed ? betweenConfirmed : between).remove(asked);
  }

  /** Forgets a question that nobody polls. */
  private void end(PolledQuestion<P> asked) {
    leaveBetween(asked);
    if (questions.remove(asked.question(), asked)) {
      asked.audience.leave(asked);
      asked.watcher().close();
      setting.places().giveBack();
      client.letGo(Watcher.BYTES, asked.answerBytes);
    }
  }
}
