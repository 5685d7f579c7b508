package io.dtabd.net.http;

import io.dtabd.live.Subscription;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A feed that a test sets, and that knows who observes it. */
final class TestFeed implements Feed {

  private final AtomicLong sequence = new AtomicLong();
  private final Set<Observer> observers = ConcurrentHashMap.newKeySet();
  private volatile State state = new State.Waiting();

  private static final class Observer {
    private final Runnable onChange;

    Observer(Runnable onChange) {
      this.onChange = onChange;
    }
  }

  static TestFeed of(String first) {
    var feed = new TestFeed();
    feed.set(first);
    return feed;
  }

  void set(String text) {
    set(text.getBytes(StandardCharsets.UTF_8));
  }

  void set(byte[] bytes) {
    set(new State.Newest(new Message(bytes, sequence.incrementAndGet())));
  }

  void fail(String reason) {
    set(new State.Failed(reason));
  }

  private void set(State next) {
    state = next;
    observers.forEach(observer -> observer.onChange.run());
  }

  int observers() {
    return observers.size();
  }

  @Override
  public State now() {
    return state;
  }

  @Override
  public Subscription observe(Runnable onChange) {
    var observer = new Observer(onChange);
    observers.add(observer);
    return () -> observers.remove(observer);
  }
}
