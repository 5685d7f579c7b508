package io.dtabd.thriftmux;

import io.dtabd.net.RefusalLog;
import io.dtabd.thriftmux.ThriftReader.Header;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Optional;

/** Reads what the calls of one connection ask, and answers those that make no sense. */
final class CallParser {

  /** A call that makes sense, and what it asks. */
  record Asked(OpenCall call, NamerRequest request) {}

  private final RefusalLog<Refusal> refusals;
  private final Channel channel;
  private final Answers answers;

  CallParser(RefusalLog<Refusal> refusals, Channel channel, Answers answers) {
    this.refusals = refusals;
    this.channel = channel;
    this.answers = answers;
  }

  /**
   * @param payload a Thrift message; read from
   * @return empty if it makes no sense, which the client was told
   */
  Optional<Asked> read(Form form, int tag, ByteBuf payload) {
    var in = new ThriftReader(payload);
    Header header;
    try {
      header = in.header();
    } catch (ThriftException e) {
      refuse(form, tag, Refusal.THRIFT_MALFORMED, e.text());
      return Optional.empty();
    }
    try {
      NamerRequest request = request(header, in);
      return Optional.of(
          new Asked(
              new OpenCall(form, tag, header.sequence(), request.method(), request.name().stamp()),
              request));
    } catch (ThriftException e) {
      Refusal reason =
          e.kind() == ThriftException.Kind.UNKNOWN_METHOD
              ? Refusal.UNKNOWN_METHOD
              : Refusal.THRIFT_MALFORMED;
      refusals.add(reason, channel.remoteAddress(), e.text());
      answers.exception(form, tag, header, e);
      return Optional.empty();
    }
  }

  /** Answers a call that cannot be handed to the service. */
  void refuse(Form form, int tag, Refusal reason, String text) {
    refusals.add(reason, channel.remoteAddress(), text);
    answers.error(form, tag, text);
  }

  private static NamerRequest request(Header header, ThriftReader in) throws ThriftException {
    if (header.messageType() != Header.CALL) {
      throw new ThriftException(
          ThriftException.Kind.INVALID_MESSAGE_TYPE,
          "message type %d is not a call".formatted(header.messageType()));
    }
    Optional<Method> method = Method.of(header.name());
    if (method.isEmpty()) {
      throw new ThriftException(
          ThriftException.Kind.UNKNOWN_METHOD,
          "there is no method '%s'; there are bind, addr, delegate, dtab".formatted(header.name()));
    }
    return new NamerReader(in).request(method.get());
  }
}
