package io.dtabd.serving;

import io.dtabd.serving.memory.MemoryAccount;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One state of a feed, encoded. Shared by all who watch the feed; compared by identity. */
public final class Message {

  private final byte[] bytes;
  private final long sequence;

  /**
   * The newest version of the table that this message is the answer for. It moves on while table
   * after table gives the same answer, so that those who have the message count as having the news,
   * without being sent any or even looked at. Shared by all messages that say the same state.
   */
  private final AtomicReference<Optional<TableVersion>> table;

  /** Connections that have not sent all of it: as long as there are any, it is kept for them. */
  private final AtomicInteger holders = new AtomicInteger();

  /**
   * @param bytes not copied; must not change any more
   * @param sequence higher than that of the message before in the same feed
   */
  public Message(byte[] bytes, long sequence) {
    this(bytes, sequence, Optional.empty());
  }

  Message(byte[] bytes, long sequence, Optional<TableVersion> table) {
    this(bytes, sequence, new AtomicReference<>(table));
  }

  private Message(byte[] bytes, long sequence, AtomicReference<Optional<TableVersion>> table) {
    this.bytes = bytes;
    this.sequence = sequence;
    this.table = table;
  }

  /** The same state, encoded again. */
  Message restated(byte[] bytes, long sequence) {
    return new Message(bytes, sequence, table);
  }

  /** A read-only view of what goes over the wire. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /**
   * Writes what goes over the wire.
   *
   * @param out is lent the bytes themselves, and must neither change nor keep them
   */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  public int length() {
    return bytes.length;
  }

  public long sequence() {
    return sequence;
  }

  /** The newest version of the namespace's dtab that this is the answer for, if it is from one. */
  public Optional<TableVersion> table() {
    return Objects.requireNonNull(table.get());
  }

  /**
   * A connection keeps it until its client has taken the rest. In the budget it counts once,
   * however many do.
   *
   * @param now by the budget's clock
   */
  public void hold(MemoryAccount account, long now) {
    account.unread(bytes.length, now);
    if (holders.getAndIncrement() == 0) {
      account.budget().add(bytes.length);
    }
  }

  /** The connection has sent it, or is closed; once for each {@link #hold}. */
  public void letGo(MemoryAccount account, long now) {
    account.read(bytes.length, now);
    if (holders.decrementAndGet() == 0) {
      account.budget().giveBack(bytes.length);
    }
  }

  void isAlsoOf(Optional<TableVersion> newer) {
    table.set(newer);
  }
}
