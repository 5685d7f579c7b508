package io.dtabd.serving.memory;

import io.dtabd.serving.memory.MemoryBudget.AddressUse;
import io.dtabd.serving.memory.MemoryBudget.Refusal;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept on behalf of one connection, in bytes. Any thread may call it; once it is closed,
 * nothing is counted any more.
 *
 * <p>Inside: {@code own} bytes go when the connection does; {@code share} is counted elsewhere in
 * the budget, but kept because of this connection.
 */
public final class MemoryAccount implements AutoCloseable {

  /** A connection, as the budget sees it. */
  @FunctionalInterface
  public interface Holder {

    /** Memory is short, and the client takes nothing of what waits for it. In any thread. */
    void cut();
  }

  private final MemoryBudget budget;
  private final @Nullable InetAddress address;
  private final AddressUse ofAddress;
  private volatile Holder holder;
  private long own;
  private long share;
  private long unread;
  private long unreadSince;
  private boolean closed;

  MemoryAccount(
      MemoryBudget budget, @Nullable InetAddress address, AddressUse ofAddress, Holder holder) {
    this.budget = budget;
    this.address = address;
    this.ofAddress = ofAddress;
    this.holder = holder;
  }

  /** The one that this is an account of. */
  public MemoryBudget budget() {
    return budget;
  }

  /**
   * Takes bytes for something new.
   *
   * @return why it is refused, and then nothing is taken
   */
  public Optional<Refusal> take(long bytes) {
    return take(bytes, 0);
  }

  /**
   * Takes bytes for something new.
   *
   * @param shared bytes that are counted elsewhere, but kept because of this connection
   * @return why it is refused, and then nothing is taken
   */
  public Optional<Refusal> take(long bytes, long shared) {
    Optional<Refusal> refusal = budget.take(held(), ofAddress, bytes, shared);
    if (refusal.isEmpty() && !count(bytes, shared)) {
      budget.giveBack(bytes);
    }
    return refusal;
  }

  /** Takes bytes for what cannot be refused, such as the next state of an open question. */
  public void add(long bytes) {
    if (count(bytes, 0)) {
      budget.add(bytes);
    }
  }

  public void giveBack(long bytes) {
    giveBack(bytes, 0);
  }

  public void giveBack(long bytes, long shared) {
    if (count(-bytes, -shared)) {
      budget.giveBack(bytes);
    }
  }

  /** False if it is closed. */
  private synchronized boolean count(long bytes, long shared) {
    if (closed) {
      return false;
    }
    own += bytes;
    share += shared;
    ofAddress.held.addAndGet(bytes + shared);
    return true;
  }

  /**
   * Something waits for the client, whether counted here or elsewhere.
   *
   * @param now by the clock of the budget; from then on it counts as waiting, if nothing did
   */
  public synchronized void unread(long bytes, long now) {
    if (!closed) {
      if (unread == 0) {
        unreadSince = now;
        budget.isUnread(this);
      }
      unread += bytes;
    }
  }

  /** The client has taken all of something that waited. */
  public synchronized void read(long bytes, long now) {
    unreadSince = now;
    drop(bytes);
  }

  /** Something that waited is given up. */
  public synchronized void drop(long bytes) {
    if (!closed) {
      unread -= bytes;
      if (unread == 0) {
        budget.isRead(this);
      }
    }
  }

  /** Whether something waits for the client. */
  public synchronized boolean hasUnread() {
    return unread > 0;
  }

  /** Another object stands for the connection from now on. */
  public void heldBy(Holder next) {
    holder = next;
  }

  /** The client takes something, if not all. */
  public synchronized void progress(long now) {
    unreadSince = now;
  }

  synchronized boolean isStalled(long now) {
    return now - unreadSince >= MemoryBudget.STALLED.toNanos();
  }

  /** What it is to be blamed for. */
  synchronized long held() {
    return own + share;
  }

  /** What is kept because of it, more or less: what it has not read may be shared. */
  synchronized long kept() {
    return own + share + unread;
  }

  void cut() {
    holder.cut();
  }

  /** The connection is closed, and nothing is kept for it any more. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      budget.giveBack(own);
      ofAddress.held.addAndGet(-own - share);
      budget.isRead(this);
    }
    budget.leave(address);
  }
}
