package io.dtabd.serving;

import org.jspecify.annotations.Nullable;

/**
 * A question that the client of one connection polls: the watcher of which its polls are the voice.
 * It stands between two polls too, for as long as the next one may take to come, so that a watcher
 * is not gone from the register each time that it is sent something.
 *
 * <p>Inside: this is what a {@link WatchSession} knows of one question; what is done with it is
 * there.
 */
public final class PolledQuestion<P extends Poll<P>> implements Audience.Member {

  final WatchSession<P> session;
  final Audience<PolledQuestion<P>> audience;

  /** What is kept because it is followed. */
  final long answerBytes;

  /** When it was last answered. */
  long answeredAt;

  /** The client has said once that it has what it was sent. */
  boolean isConfirmed;

  /** It has something to send, and waits for the socket to take what is before that. */
  boolean isDue;

  /** What the client was sent last, or said that it had. */
  @Nullable Message last;

  private final Question question;
  private final Watcher watcher;

  /** Those that hang, the newest first. */
  private @Nullable P polls;

  private int place = -1;

  PolledQuestion(
      WatchSession<P> session,
      Audience<PolledQuestion<P>> audience,
      Question question,
      Watcher watcher,
      long answerBytes) {
    this.session = session;
    this.audience = audience;
    this.question = question;
    this.watcher = watcher;
    this.answerBytes = answerBytes;
  }

  public Question question() {
    return question;
  }

  /** To be told what was written to the socket. */
  public Watcher watcher() {
    return watcher;
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void setPlace(int place) {
    this.place = place;
  }

  boolean isIdle() {
    return polls == null;
  }

  /** The newest; the others follow through {@link Poll#next}. */
  @Nullable P polls() {
    return polls;
  }

  void add(P poll) {
    poll.next = polls;
    polls = poll;
  }

  void remove(P poll) {
    P before = null;
    for (P each = polls; each != null; each = each.next) {
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

  @Nullable P takeAll() {
    P all = polls;
    polls = null;
    return all;
  }
}
