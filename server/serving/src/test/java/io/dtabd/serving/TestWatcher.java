package io.dtabd.serving;

import io.dtabd.live.Subscription;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Does what an engine does for a socket that takes everything at once, when told to. */
final class TestWatcher implements AutoCloseable {

  final Watcher entry;
  final Feed feed;
  final List<String> received = new ArrayList<>();
  private final Subscription subscription;
  private Message last = new Message(new byte[0], 0);
  int told;

  TestWatcher(World world, Protocol protocol, Question question, Feed feed) {
    this.feed = feed;
    entry =
        world.watchers.open(protocol, InetSocketAddress.createUnresolved("client", 1), question);
    subscription = feed.observe(() -> told++);
  }

  /** The socket can take more. */
  TestWatcher write() {
    if (feed.now() instanceof Feed.State.Newest(var message) && message != last) {
      last = message;
      received.add(StandardCharsets.UTF_8.decode(message.bytes()).toString());
      entry.written(message);
    }
    return this;
  }

  /** The client's kernel has all that was written. */
  void deliver() {
    entry.delivered(last);
  }

  /** The client says that it has what it was sent last. */
  void confirm() {
    entry.acknowledged(last);
  }

  @Override
  public void close() {
    subscription.close();
    entry.close();
  }
}
