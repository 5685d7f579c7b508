package io.dtabd.net.http;

import io.dtabd.serving.Delivery;
import io.dtabd.serving.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers what was reported. */
final class TestDelivery implements Delivery {

  private volatile @Nullable Inquiry inquiry;
  private final List<Long> written = new CopyOnWriteArrayList<>();
  private final List<Long> delivered = new CopyOnWriteArrayList<>();
  private final AtomicInteger closed = new AtomicInteger();

  List<Long> written() {
    return written;
  }

  /** What was reported so far, and has the connection look again. */
  List<Long> delivered() {
    Inquiry known = inquiry;
    if (known != null) {
      known.start();
    }
    return delivered;
  }

  int closed() {
    return closed.get();
  }

  @Override
  public void written(Message message) {
    written.add(message.sequence());
  }

  @Override
  public void delivered(Message message) {
    delivered.add(message.sequence());
  }

  @Override
  public void askedOf(Inquiry of) {
    inquiry = of;
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
