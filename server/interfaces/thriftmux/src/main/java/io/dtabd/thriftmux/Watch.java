package io.dtabd.thriftmux;

import io.dtabd.serving.Audience;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * A question that the client of one connection polls: the watcher of which its polls are the voice.
 * It stands between two polls too, for as long as the next one may take to come, so that a watcher
 * is not gone from the register each time that it is told something.
 */
final class Watch implements Audience.Member {

  /** When it was last answered. */
  long answeredAt;

  /** It has something to tell, and waits for the socket to take what is before that. */
  boolean isDue;

  private final Calls calls;
  private final Feed feed;
  private final Audience<Watch> audience;
  private final Question question;
  private final Watcher watcher;

  /** Those that hang, the newest first. */
  private @Nullable OpenCall polls;

  /** What the client was sent last, or said that it had. */
  private @Nullable Message last;

  private int place = -1;

  Watch(Calls calls, Feed feed, Audience<Watch> audience, Question question, Watcher watcher) {
    this.calls = calls;
    this.feed = feed;
    this.audience = audience;
    this.question = question;
    this.watcher = watcher;
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void setPlace(int place) {
    this.place = place;
  }

  Question question() {
    return question;
  }

  Watcher watcher() {
    return watcher;
  }

  boolean isIdle() {
    return polls == null;
  }

  void open() {
    audience.join(this);
  }

  void close() {
    audience.leave(this);
    watcher.close();
  }

  /**
   * A poll has come. It is answered at once if there is something that the client does not have.
   */
  void add(OpenCall poll) {
    poll.watch = this;
    poll.next = polls;
    polls = poll;
    if (last != null && Values.stamp(last) == poll.stamp) {
      watcher.acknowledged(last);
    }
    tell(feed.now());
  }

  /** The client gave a poll up. */
  void remove(OpenCall poll) {
    OpenCall before = null;
    for (OpenCall each = polls; each != null; each = each.next) {
      if (each == poll) {
        if (before == null) {
          polls = each.next;
        } else {
          before.next = each.next;
        }
        return;
      }
      before = each;
    }
  }

  /** Something may have changed, or the socket can take more. */
  void tell() {
    tell(feed.now());
  }

  void tell(Feed.State state) {
    switch (state) {
      case Feed.State.Waiting _ -> {
        if (calls.isDraining()) {
          for (OpenCall poll = takeAll(); poll != null; poll = poll.next) {
            calls.giveUp(poll);
          }
        }
      }
      case Feed.State.Newest(var message) -> tell(message);
      case Feed.State.Failed(var reason) -> {
        if (polls != null) {
          for (OpenCall poll = takeAll(); poll != null; poll = poll.next) {
            calls.fail(poll, this, reason);
          }
          calls.end(this);
        }
      }
    }
  }

  private void tell(Message message) {
    long stamp = Values.stamp(message);
    boolean isNews = false;
    for (OpenCall poll = polls; poll != null; poll = poll.next) {
      if (poll.stamp == stamp && !calls.isDraining()) {
        has(message);
      } else {
        isNews = true;
      }
    }
    if (isNews) {
      if (calls.canAnswer(this)) {
        answer(message, stamp);
      }
    }
  }

  /** The client has the value, from here or from the server before this. */
  private void has(Message message) {
    if (last != message) {
      last = message;
      watcher.written(message);
      watcher.acknowledged(message);
    }
  }

  private void answer(Message message, long stamp) {
    last = message;
    OpenCall hanging = null;
    for (OpenCall poll = takeAll(); poll != null; ) {
      OpenCall next = poll.next;
      if (poll.stamp == stamp && !calls.isDraining()) {
        poll.next = hanging;
        hanging = poll;
      } else {
        poll.next = null;
        calls.answer(poll, this, message);
      }
      poll = next;
    }
    polls = hanging;
    if (polls == null) {
      calls.answered(this);
    }
  }

  private @Nullable OpenCall takeAll() {
    OpenCall all = polls;
    polls = null;
    return all;
  }
}
