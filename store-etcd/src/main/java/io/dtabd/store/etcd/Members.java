package io.dtabd.store.etcd;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The endpoints. One is asked, by all requests, until it fails. */
final class Members implements AutoCloseable {

  private final List<Member> members;
  private final AtomicInteger current = new AtomicInteger();

  Members(EtcdOptions options) {
    members = options.endpoints().stream().map(each -> Member.open(each, options)).toList();
  }

  Member current() {
    return members.get(Math.floorMod(current.get(), members.size()));
  }

  int size() {
    return members.size();
  }

  /**
   * Asks the next one from now on, unless another request has said so already; and lets gRPC, which
   * waits up to two minutes by itself, connect at once to whoever is asked next.
   */
  void failed(Member member) {
    int index = current.get();
    if (members.get(Math.floorMod(index, members.size())).equals(member)) {
      current.compareAndSet(index, index + 1);
    }
    current().channel().resetConnectBackoff();
  }

  @Override
  public void close() {
    members.forEach(member -> member.channel().shutdownNow());
  }
}
