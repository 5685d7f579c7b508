package io.dtabd.thriftmux;

import io.dtabd.serving.Audience;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** The audiences of one event loop, which alone touches them. */
final class Audiences {

  /** A millisecond of work, so that other connections of the loop wait no longer. */
  private static final int SLICE = 256;

  private static final Audience.Server<Watch> TELLING =
      new Audience.Server<>() {
        @Override
        public void serve(Message message, Iterator<Watch> watches) {
          watches.forEachRemaining(watch -> watch.tell(new Feed.State.Newest(message)));
        }

        @Override
        public void end(String reason, Iterator<Watch> watches) {
          watches.forEachRemaining(watch -> watch.tell(new Feed.State.Failed(reason)));
        }
      };

  private final EventLoop loop;
  private final Map<Feed, Audience<Watch>> audiences = new HashMap<>();

  Audiences(EventLoop loop) {
    this.loop = loop;
  }

  /** The one to join. It is forgotten when its last member leaves. */
  Audience<Watch> of(Feed feed) {
    return audiences.computeIfAbsent(
        feed, _ -> new Audience<>(feed, loop, SLICE, TELLING, () -> audiences.remove(feed)));
  }
}
