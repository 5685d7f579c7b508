package io.dtabd.bench.restart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.dtabd.bench.load.BindPoll;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A long poll as {@code io.l5d.namerd} has it: each answer is followed by the next poll. */
final class Poll implements Client {

  /** Polls over one connection at a time, and opens another when that is over. */
  static final class Proxy {
    private final InetSocketAddress server;
    private @Nullable MuxSession session;

    Proxy(InetSocketAddress server) {
      this.server = server;
    }

    synchronized MuxSession session() throws IOException {
      MuxSession open = session;
      if (open == null || open.isOver()) {
        open = MuxSession.open(server);
        session = open;
      }
      return open;
    }
  }

  private final Proxy proxy;
  private final int tag;
  private final String name;
  private byte[] stamp = new byte[0];

  Poll(Proxy proxy, int tag, String name) {
    this.proxy = proxy;
    this.tag = tag;
    this.name = name;
  }

  @Override
  public void follow(Consumer<String> told) throws IOException, InterruptedException {
    while (true) {
      byte[] answer = proxy.session().call(tag, BindPoll.frame(tag, stamp, name));
      if (answer[4] != 0) {
        throw new IOException("it was not answered");
      }
      stamp = BindPoll.stamp(answer);
      told.accept(new String(answer, ISO_8859_1));
    }
  }
}
