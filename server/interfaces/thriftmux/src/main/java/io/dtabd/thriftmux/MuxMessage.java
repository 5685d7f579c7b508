package io.dtabd.thriftmux;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** What a client says in a Mux session, whole and read. */
sealed interface MuxMessage {

  /** The text of an Rerr by which a client finds out whether a server negotiates. */
  String PROBE = "tinit check";

  String FRAMER_HEADER = "mux-framer";
  String TLS_HEADER = "tls";

  /** So many that a client could send several of a kind, and far too few to be a burden. */
  int MAX_CONTEXTS = 1_000;

  /**
   * @param window the longest frame that the client takes, if it says
   */
  record Init(int tag, int version, OptionalInt window) implements MuxMessage {}

  record Probe(int tag) implements MuxMessage {}

  /**
   * @param payload a part of the frame, to be read at once
   */
  record Call(int tag, Form form, ByteBuf payload) implements MuxMessage {}

  record Ping(int tag) implements MuxMessage {}

  /** The client goes away, and asks for a word. */
  record Drain(int tag) implements MuxMessage {}

  /** The client has heard that this server goes away. */
  record Drained() implements MuxMessage {}

  /** The client gave up the call {@code tag}. */
  record Discarded(int tag) implements MuxMessage {}

  /** A lease, or an answer to what was not asked. */
  record Ignored() implements MuxMessage {}

  record Unknown(int tag, int type) implements MuxMessage {}

  /**
   * @param body behind type and tag; read from
   */
  static MuxMessage read(int type, int tag, ByteBuf body) throws BadFrameException {
    return switch (type) {
      case MuxType.TREQ -> new Call(tag, Form.REQ, afterKeys(body));
      case MuxType.TDISPATCH -> new Call(tag, Form.DISPATCH, afterContexts(body));
      case MuxType.TDRAIN -> new Drain(tag);
      case -MuxType.TDRAIN -> new Drained();
      case MuxType.TPING -> new Ping(tag);
      case MuxType.TDISCARDED, MuxType.OLD_TDISCARDED -> discarded(body);
      case MuxType.TLEASE -> new Ignored();
      case MuxType.TINIT -> init(tag, body);
      case MuxType.RERR, MuxType.OLD_RERR -> error(tag, body);
      default -> type > 0 ? new Unknown(tag, type) : new Ignored();
    };
  }

  private static MuxMessage init(int tag, ByteBuf body) throws BadFrameException {
    int version = u16(body, "Tinit");
    OptionalInt window = OptionalInt.empty();
    for (int headers = 0; body.isReadable(); headers++) {
      if (headers == MAX_CONTEXTS) {
        throw BadFrameException.malformed("Tinit has more than " + MAX_CONTEXTS + " headers");
      }
      ByteBuf key = part(body, length(body, "Tinit"), "Tinit");
      ByteBuf value = part(body, length(body, "Tinit"), "Tinit");
      if (key.toString(StandardCharsets.US_ASCII).equals(FRAMER_HEADER)) {
        if (value.readableBytes() != 4) {
          throw BadFrameException.malformed("the header mux-framer of Tinit is four bytes");
        }
        window = OptionalInt.of(value.readInt());
      }
    }
    return new Init(tag, version, window);
  }

  private static MuxMessage error(int tag, ByteBuf body) {
    boolean isProbe =
        body.readableBytes() == PROBE.length()
            && body.toString(StandardCharsets.US_ASCII).equals(PROBE);
    return isProbe ? new Probe(tag) : new Ignored();
  }

  private static MuxMessage discarded(ByteBuf body) throws BadFrameException {
    if (body.readableBytes() < 3) {
      throw BadFrameException.malformed("Tdiscarded names no tag");
    }
    return new Discarded(body.readUnsignedMedium());
  }

  private static ByteBuf afterKeys(ByteBuf body) throws BadFrameException {
    int keys = u8(body, "Treq");
    for (int i = 0; i < keys; i++) {
      u8(body, "Treq");
      part(body, u8(body, "Treq"), "Treq");
    }
    return body;
  }

  private static ByteBuf afterContexts(ByteBuf body) throws BadFrameException {
    pairs(body, "contexts");
    part(body, u16(body, "Tdispatch"), "Tdispatch"); // the destination; there is one service here
    pairs(body, "delegations");
    return body;
  }

  private static void pairs(ByteBuf body, String what) throws BadFrameException {
    int count = u16(body, "Tdispatch");
    if (count > MAX_CONTEXTS) {
      throw BadFrameException.malformed(
          "Tdispatch has %d %s, the bound is %d".formatted(count, what, MAX_CONTEXTS));
    }
    for (int i = 0; i < 2 * count; i++) {
      part(body, u16(body, "Tdispatch"), "Tdispatch");
    }
  }

  private static int u8(ByteBuf body, String what) throws BadFrameException {
    require(body, 1, what);
    return body.readUnsignedByte();
  }

  private static int u16(ByteBuf body, String what) throws BadFrameException {
    require(body, 2, what);
    return body.readUnsignedShort();
  }

  private static int length(ByteBuf body, String what) throws BadFrameException {
    require(body, 4, what);
    return body.readInt();
  }

  private static ByteBuf part(ByteBuf body, int length, String what) throws BadFrameException {
    require(body, length, what);
    return body.readSlice(length);
  }

  private static void require(ByteBuf body, int length, String what) throws BadFrameException {
    if (length < 0 || body.readableBytes() < length) {
      throw BadFrameException.malformed(
          "%s is cut short: a length of %d, and %d bytes left"
              .formatted(what, length, body.readableBytes()));
    }
  }
}
