package io.dtabd.thriftmux;

import io.dtabd.net.Pieces;
import io.dtabd.serving.Message;
import io.dtabd.serving.Watcher;
import io.dtabd.serving.memory.MemoryAccount;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one connection sends. Writes are gathered and flushed together; what is longer than the
 * client's window goes in pieces, those of several messages in turn.
 *
 * <p>Inside: with both water marks at one byte, the channel is writable exactly when the socket has
 * taken everything. After a flush it either is, and all that was written is sent, or the connection
 * is {@code blocked} until it is. Meanwhile nothing is read, and polls are not answered: they will
 * be, with what is newest then.
 *
 * <p>A long value is not copied: all connections share its bytes on the heap, and the channel is
 * handed them in {@link Pieces}. What waits for the client counts in its {@link MemoryAccount}.
 */
final class Outbox {

  /** In front of the body of what is sent: size, type and tag. */
  static final int HEAD_BYTES = 8;

  /** A client whose window is smaller would be sent more heads than bodies. */
  static final int MIN_WINDOW = 64;

  /** Some hundred answers to a system call. */
  private static final int MAX_BATCH_BYTES = 64 * 1024;

  private static final int MORE_FOLLOWS = 0x80_0000;

  private static final WriteBufferWaterMark ALL_OR_NOTHING = new WriteBufferWaterMark(1, 1);

  /** To be reported when the socket has it. */
  record Receipt(Watcher watcher, Message message) {}

  /**
   * A message of which some pieces are not written.
   *
   * @param alone what is kept for it and not shared
   */
  private record Cut(int type, int tag, ByteBuf rest, long alone, @Nullable Receipt receipt) {}

  private final ChannelHandlerContext ctx;
  private final Supplier<MemoryAccount> memory;
  private final LongSupplier nanoClock;
  private final Runnable whenBlocked;
  private final List<Receipt> underWay = new ArrayList<>(0);
  private final Deque<Cut> cuts = new ArrayDeque<>(0);
  private int window = Integer.MAX_VALUE;
  private final List<Pieces> pieces = new ArrayList<>(0);

  /** The first so many of {@code underWay} are held, since the client has not taken them. */
  private int held;

  /** What is this connection's alone and the socket may not have, and how much of it is charged. */
  private long unsent;

  private long charged;
  private int unflushed;
  private boolean flushIsDue;
  private boolean blocked;

  /**
   * @param memory of the connection, once it is open
   * @param whenBlocked called when it gets blocked, and when it is not any more
   */
  Outbox(
      ChannelHandlerContext ctx,
      Supplier<MemoryAccount> memory,
      LongSupplier nanoClock,
      Runnable whenBlocked) {
    this.ctx = ctx;
    this.memory = memory;
    this.nanoClock = nanoClock;
    this.whenBlocked = whenBlocked;
    ctx.channel().config().setWriteBufferWaterMark(ALL_OR_NOTHING);
  }

  /**
   * @param bytes the longest frame that the client takes, without its size; at least {@link
   *     #MIN_WINDOW}
   */
  void setWindow(int bytes) {
    window = bytes;
  }

  /** Whether an answer that can wait may be sent. */
  boolean isReady() {
    return !blocked && cuts.isEmpty();
  }

  boolean isBlocked() {
    return blocked;
  }

  /** A buffer whose first {@link #HEAD_BYTES} are left free. */
  ByteBuf newBody(int bytes) {
    return ctx.alloc().ioBuffer(HEAD_BYTES + bytes).writeZero(HEAD_BYTES);
  }

  /** A buffer for what follows a long value. */
  ByteBuf newRest(int bytes) {
    return ctx.alloc().ioBuffer(bytes);
  }

  /** Sends a Mux message without a body. */
  void send(int type, int tag) {
    send(type, tag, newBody(0), null);
  }

  /**
   * Sends a Mux message.
   *
   * @param body from {@link #newBody}; taken over
   */
  void send(int type, int tag, ByteBuf body, @Nullable Receipt receipt) {
    int size = body.readableBytes() - 4;
    if (size > window) {
      ByteBuf rest = body.skipBytes(HEAD_BYTES);
      cut(new Cut(type, tag, rest, rest.readableBytes(), receipt));
    } else {
      body.setInt(0, size).setByte(4, type).setMedium(5, tag);
      write(body, receipt);
    }
    flushSoon();
  }

  /**
   * Sends a Mux message with a long value.
   *
   * @param before from {@link #newBody}, as far as the value; taken over
   * @param after the rest; taken over
   */
  void sendLong(int type, int tag, ByteBuf before, ByteBuf after, Receipt receipt) {
    int size = before.readableBytes() - 4 + receipt.message.length() + after.readableBytes();
    if (size > window) {
      ByteBuf value = Unpooled.wrappedBuffer(receipt.message.bytes());
      ByteBuf whole = Unpooled.wrappedBuffer(before.skipBytes(HEAD_BYTES), value, after);
      cut(new Cut(type, tag, whole, 0, receipt));
    } else {
      before.setInt(0, size).setByte(4, type).setMedium(5, tag);
      writeLong(before, after, receipt);
    }
    flushSoon();
  }

  private void cut(Cut cut) {
    cuts.add(cut);
    long now = nanoClock.getAsLong();
    memory.get().add(cut.alone);
    memory.get().unread(cut.alone, now);
    if (cut.receipt != null) {
      cut.receipt.message.hold(memory.get(), now);
    }
  }

  private void uncut(Cut cut) {
    long now = nanoClock.getAsLong();
    memory.get().read(cut.alone, now);
    memory.get().giveBack(cut.alone);
    if (cut.receipt != null) {
      cut.receipt.message.letGo(memory.get(), now);
    }
  }

  /** As {@link #sendLong}, in a frame without Mux. */
  void sendLongFramed(ByteBuf before, ByteBuf after, Receipt receipt) {
    int size = before.readableBytes() - HEAD_BYTES;
    before.setInt(4, size + receipt.message.length() + after.readableBytes()).skipBytes(4);
    writeLong(before, after, receipt);
    flushSoon();
  }

  private void writeLong(ByteBuf before, ByteBuf after, Receipt receipt) {
    Pieces.allow(ctx);
    write(before, null);
    var value = new Pieces(receipt.message.bytes());
    pieces.add(value);
    var _ = ctx.write(value);
    unflushed += receipt.message.length();
    write(after, receipt);
  }

  /** Of long values, what the channel has not been handed yet. */
  long notYetInChannel() {
    return pieces.stream().mapToLong(Pieces::remaining).sum();
  }

  /**
   * Sends a Thrift message in a frame, without Mux.
   *
   * @param body from {@link #newBody}; taken over
   */
  void sendFramed(ByteBuf body, @Nullable Receipt receipt) {
    body.setInt(4, body.readableBytes() - HEAD_BYTES).skipBytes(4);
    write(body, receipt);
    flushSoon();
  }

  /** The socket has taken everything. */
  void unblocked() {
    blocked = false;
    sent();
    whenBlocked.run();
    if (!cuts.isEmpty()) {
      flush();
    }
  }

  /** Closes the connection behind what was sent. */
  void close() {
    var _ = finish().addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Sends what is left, after which nothing more is sent.
   *
   * @return done when the socket has all of it
   */
  ChannelFuture finish() {
    flush();
    while (!cuts.isEmpty()) { // it is over: they need not wait for the socket any more
      writePiece();
    }
    return ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  /** The connection is closed. */
  void dropAll() {
    cuts.forEach(this::uncut);
    cuts.forEach(cut -> cut.rest.release());
    cuts.clear();
    forget();
  }

  private void write(ByteBuf bytes, @Nullable Receipt receipt) {
    unflushed += bytes.readableBytes();
    unsent += bytes.readableBytes();
    if (receipt != null) {
      underWay.add(receipt);
    }
    var _ = ctx.write(bytes, ctx.voidPromise());
    if (unflushed >= MAX_BATCH_BYTES) {
      flushBatch();
    }
  }

  private void flushSoon() {
    if (!flushIsDue) {
      flushIsDue = true;
      ctx.executor()
          .execute(
              () -> {
                flushIsDue = false;
                flush();
              });
    }
  }

  private void flush() {
    while (!blocked && !cuts.isEmpty()) {
      writePiece();
    }
    flushBatch();
  }

  /** The first of the messages has its turn, and goes to the end of the queue. */
  private void writePiece() {
    Cut cut = cuts.remove();
    int bytes = Math.min(window - 4, cut.rest.readableBytes());
    boolean isLast = bytes == cut.rest.readableBytes();
    ByteBuf head = ctx.alloc().ioBuffer(HEAD_BYTES);
    head.writeInt(bytes + 4)
        .writeByte(cut.type)
        .writeMedium(isLast ? cut.tag : cut.tag | MORE_FOLLOWS);
    write(head, null);
    if (isLast) {
      uncut(cut);
      write(cut.rest, cut.receipt);
    } else {
      write(cut.rest.readRetainedSlice(bytes), null);
      cuts.add(cut);
    }
  }

  private void flushBatch() {
    if (unflushed > 0) {
      unflushed = 0;
      ctx.flush();
      if (ctx.channel().isWritable()) {
        sent();
      } else if (ctx.channel().isActive()) {
        blocked = true;
        hold();
        whenBlocked.run();
      }
    }
  }

  private void sent() {
    for (Receipt receipt : underWay) {
      receipt.watcher.written(receipt.message);
    }
    forget();
  }

  /** What is under way is kept until the client takes it. */
  private void hold() {
    long now = nanoClock.getAsLong();
    for (; held < underWay.size(); held++) {
      underWay.get(held).message.hold(memory.get(), now);
    }
    memory.get().unread(unsent - charged, now);
    memory.get().add(unsent - charged);
    charged = unsent;
  }

  private void forget() {
    long now = nanoClock.getAsLong();
    for (int i = 0; i < held; i++) {
      underWay.get(i).message.letGo(memory.get(), now);
    }
    if (charged > 0) {
      memory.get().read(charged, now);
      memory.get().giveBack(charged);
    }
    held = 0;
    charged = 0;
    unsent = 0;
    pieces.clear();
    underWay.clear();
  }
}
