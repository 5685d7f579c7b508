package io.dtabd.net.http;

import io.dtabd.serving.Delivery;
import io.dtabd.serving.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what was reported. */
final class TestDelivery implements Delivery {

  private final List<Long> written = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();

  List<Long> written() {
    return written;
  }

  int closed() {
    return closed.get();
  }

  @Override
  public void written(Message message) {
    written.add(message.sequence());
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
