package io.dtabd.thriftmux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;

/**
 * Messages that come in pieces, those of several between each other. Pieces of one have one tag;
 * all but the last say that more follows.
 *
 * <p>Inside: pieces are copied. A piece of one byte would otherwise keep all that was read with it.
 */
final class Fragments {

  /** A client cuts a message because others should not wait for it: there are a few at a time. */
  static final int MAX_MESSAGES = 1_000;

  private static final int FIRST_BYTES = 256;

  private final ByteBufAllocator allocator;
  private final InputBudget budget;
  private final int maxBytes;
  private final IntObjectMap<ByteBuf> messages = new IntObjectHashMap<>(2);

  /** Of all messages that are not whole. */
  private int bytes;

  /** An empty piece costs something, too. */
  private int emptyPieces;

  private long completed;

  /**
   * @param maxBytes of all messages of this connection that are not whole, together
   */
  Fragments(ByteBufAllocator allocator, InputBudget budget, int maxBytes) {
    this.allocator = allocator;
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** How many messages were put together. */
  long completed() {
    return completed;
  }

  /** Keeps a piece that others follow. */
  void add(int tag, ByteBuf piece) throws BadFrameException {
    int length = piece.readableBytes();
    emptyPieces += length == 0 ? 1 : 0;
    if (length + bytes + emptyPieces > maxBytes) {
      throw new BadFrameException(
          Refusal.FRAGMENTS_TOO_LARGE,
          "the pieces of messages that are not whole have more than %d bytes".formatted(maxBytes));
    }
    ByteBuf message = messages.get(tag);
    if (message == null) {
      if (messages.size() == MAX_MESSAGES) {
        throw new BadFrameException(
            Refusal.FRAGMENTS_TOO_LARGE, "more than " + MAX_MESSAGES + " messages are not whole");
      }
      message = allocator.heapBuffer(Math.max(FIRST_BYTES, length));
      messages.put(tag, message);
    }
    budget.take(length);
    bytes += length;
    message.writeBytes(piece);
  }

  /**
   * What {@code piece} is the end of, or itself if nothing came before it.
   *
   * @return to be released by the caller, once
   */
  ByteBuf complete(int tag, ByteBuf piece) throws BadFrameException {
    if (messages.isEmpty() || !messages.containsKey(tag)) {
      return piece.retain();
    }
    add(tag, piece);
    completed++;
    return take(tag);
  }

  /** Forgets what came of a message that is given up. */
  void drop(int tag) {
    if (messages.containsKey(tag)) {
      take(tag).release();
    }
  }

  void dropAll() {
    messages.values().forEach(ByteBuf::release);
    messages.clear();
    budget.giveBack(bytes);
    bytes = 0;
  }

  private ByteBuf take(int tag) {
    ByteBuf message = messages.remove(tag);
    int length = message.readableBytes();
    bytes -= length;
    budget.giveBack(length);
    emptyPieces = messages.isEmpty() ? 0 : emptyPieces;
    return message;
  }
}
