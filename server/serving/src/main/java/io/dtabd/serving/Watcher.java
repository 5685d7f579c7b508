package io.dtabd.serving;

import java.net.SocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One stream or long poll in the register, from when it is opened until it is closed. There may be
 * a hundred thousand, so it is fields and no more: times are milliseconds since 1970, and the
 * question and the message are those that all who ask the same share.
 */
public final class Watcher implements Delivery {

  /** What one takes, with the stream or poll that it is of; measured, in {@code bench}. */
  public static final int BYTES = 2 * 1024;

  private final Watchers register;
  private final long id;
  private final long since;
  private final Protocol protocol;
  private final SocketAddress remote;
  private final Question question;

  private volatile @Nullable Message written;
  private volatile long writtenAt;
  private volatile @Nullable Message delivered;
  private volatile @Nullable Message acknowledged;
  private volatile @Nullable Inquiry inquiry;

  Watcher(
      Watchers register,
      long id,
      long since,
      Protocol protocol,
      SocketAddress remote,
      Question question) {
    this.register = register;
    this.id = id;
    this.since = since;
    this.protocol = protocol;
    this.remote = remote;
    this.question = question;
  }

  @Override
  public void written(Message message) {
    // The time first: whoever sees the message must not see the time of the one before it.
    writtenAt = register.now();
    written = message;
  }

  @Override
  public void delivered(Message message) {
    delivered = message;
  }

  @Override
  public void askedOf(Inquiry of) {
    inquiry = of;
  }

  /** Asks its connection how far what was written has got, where that can be asked. */
  void inquire() {
    Inquiry whom = inquiry;
    if (whom != null) {
      try {
        whom.start();
      } catch (RejectedExecutionException e) {
        // The server has stopped, and its event loops take nothing any more.
      }
    }
  }

  @Override
  public void acknowledged(Message message) {
    acknowledged = message;
  }

  @Override
  public void close() {
    register.remove(this);
  }

  long id() {
    return id;
  }

  Protocol protocol() {
    return protocol;
  }

  public Question question() {
    return question;
  }

  /** The newest table that the last message written is the answer for. */
  Optional<TableVersion> table() {
    Message message = written;
    return message == null ? Optional.empty() : message.table();
  }

  /** The newest table that the message is the answer for that the client said it has. */
  Optional<TableVersion> acknowledgedTable() {
    Message message = acknowledged;
    return message == null ? Optional.empty() : message.table();
  }

  /** How far {@code version}, or a later one, got to it. */
  Arrival arrival(TableVersion version) {
    if (isAtLeast(acknowledged, version)) {
      return Arrival.ACKNOWLEDGED;
    }
    if (isAtLeast(delivered, version)) {
      return Arrival.DELIVERED;
    }
    return isAtLeast(written, version) ? Arrival.SENT : Arrival.UNKNOWN;
  }

  private static boolean isAtLeast(@Nullable Message message, TableVersion version) {
    Optional<TableVersion> table = message == null ? Optional.empty() : message.table();
    return table.isPresent() && table.get().isAtLeast(version);
  }

  boolean isOpen() {
    return register.contains(this);
  }

  /** How it stands at this moment. */
  Watchers.Entry entry() {
    Message message = written;
    return new Watchers.Entry(
        id,
        Instant.ofEpochMilli(since),
        protocol,
        remote,
        question,
        table(),
        message == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(writtenAt)),
        acknowledgedTable());
  }
}
