package io.dtabd.thriftmux;

import io.dtabd.naming.DelegateTree;
import io.dtabd.net.Pieces;
import io.dtabd.serving.ErrorText;
import io.dtabd.serving.Message;
import io.dtabd.serving.PolledQuestion;
import io.dtabd.serving.Question;
import io.dtabd.store.Namespace;
import io.dtabd.thriftmux.NamerRequest.NameRef;
import io.dtabd.thriftmux.ThriftReader.Header;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the answers of one connection, each in the form in which its call came. */
final class Answers {

  /** Of the text of a failure; it may quote what a client has sent, megabytes perhaps. */
  private static final int MAX_TEXT_CHARS = 1_000;

  private static final int OK = 0;
  private static final int ERROR = 1;

  /** Not even looked at: a client may try it elsewhere. */
  private static final int NACK = 2;

  /** Some bytes more than what stands around the value of an answer. */
  private static final int ENVELOPE_BYTES = 64;

  private final Outbox outbox;

  Answers(Outbox outbox) {
    this.outbox = outbox;
  }

  /**
   * The value of a poll.
   *
   * @return its bytes
   */
  int value(OpenCall call, PolledQuestion<OpenCall> asked, Message message) {
    var receipt = new Outbox.Receipt(asked.watcher(), message);
    int length = message.length();
    boolean isLong = length > Pieces.PIECE_BYTES;
    ByteBuf body = begin(call.form, (isLong ? 0 : length) + ENVELOPE_BYTES);
    new ThriftWriter(body).header(Header.REPLY, call.method.wireName(), call.sequence);
    if (isLong) {
      sendLong(call, body, after(asked, outbox.newRest(ENVELOPE_BYTES)), receipt);
    } else {
      send(call, after(asked, body.writeBytes(message.bytes())), receipt);
    }
    return length;
  }

  /** What stands behind a value. */
  private static ByteBuf after(PolledQuestion<OpenCall> asked, ByteBuf to) {
    var writer = new ThriftWriter(to);
    if (asked.question() instanceof Question.Bind bind) {
      writer.text(3, bind.namespace().name());
    }
    writer.stop().stop();
    return to;
  }

  private void sendLong(OpenCall call, ByteBuf before, ByteBuf after, Outbox.Receipt receipt) {
    switch (call.form) {
      case DISPATCH -> outbox.sendLong(-MuxType.TDISPATCH, call.tag, before, after, receipt);
      case REQ -> outbox.sendLong(-MuxType.TREQ, call.tag, before, after, receipt);
      case FRAMED -> outbox.sendLongFramed(before, after, receipt);
    }
  }

  /**
   * @return the bytes of the value
   */
  int delegation(OpenCall call, DelegateTree tree, String namespace) {
    ByteBuf body = begin(call.form, ENVELOPE_BYTES);
    int before = body.writerIndex();
    ThriftWriter writer =
        new ThriftWriter(body)
            .header(Header.REPLY, call.method.wireName(), call.sequence)
            .struct(0)
            .binary(1, Stamp.bytes(Stamp.OF_DELEGATION))
            .struct(2);
    DelegationEncoder.write(tree, body);
    writer.text(3, namespace).stop().stop();
    int length = body.writerIndex() - before;
    send(call, body, null);
    return length;
  }

  /** Why there is no value; as the method's own exception. */
  void failure(OpenCall call, NameRef name, String reason) {
    ByteBuf body = begin(call.form, ENVELOPE_BYTES);
    ThriftWriter writer =
        new ThriftWriter(body)
            .header(Header.REPLY, call.method.wireName(), call.sequence)
            .struct(1)
            .text(1, shortened(reason));
    switch (call.method) {
      case BIND -> {
        nameRef(name, writer.i32(2, 0));
        writer.text(4, name.namespace());
      }
      case ADDR -> nameRef(name, writer.i32(2, 0));
      case DELEGATE, DTAB -> {}
    }
    writer.stop().stop();
    send(call, body, null);
  }

  /** What made no sense as Thrift. */
  void exception(Form form, int tag, Header call, ThriftException e) {
    ByteBuf body = begin(form, ENVELOPE_BYTES);
    new ThriftWriter(body)
        .header(Header.EXCEPTION, call.name(), call.sequence())
        .text(1, shortened(e.text()))
        .i32(2, e.kind().number())
        .stop();
    send(form, tag, body, null);
  }

  /** A call that could not be handed to the service at all. */
  void error(Form form, int tag, String text) {
    if (form == Form.FRAMED) {
      var unknown = new Header(Header.CALL, "", 0);
      exception(form, tag, unknown, ThriftException.protocol(text));
    } else {
      dispatchError(form, tag, ERROR, text);
    }
  }

  /** The server is stopping, and the call has no answer yet. */
  void nack(OpenCall call) {
    if (call.form == Form.FRAMED) {
      failure(call, NameRef.NONE, ErrorText.STOPPING);
    } else {
      dispatchError(call.form, call.tag, NACK, "");
    }
  }

  /** A call was given up by the client. */
  void discarded(int tag) {
    outbox.send(-MuxType.TDISCARDED, tag);
  }

  /** What a client did wrong below the level of calls. */
  void muxError(int tag, String text) {
    outbox.send(MuxType.RERR, tag, text(shortened(text)), null);
  }

  private void dispatchError(Form form, int tag, int status, String text) {
    ByteBuf body = outbox.newBody(ENVELOPE_BYTES).writeByte(status);
    if (form == Form.DISPATCH) {
      body.writeShort(0); // contexts
    }
    body.writeCharSequence(shortened(text), StandardCharsets.UTF_8);
    send(form, tag, body, null);
  }

  private ByteBuf text(String text) {
    ByteBuf body = outbox.newBody(text.length());
    body.writeCharSequence(text, StandardCharsets.UTF_8);
    return body;
  }

  private ByteBuf begin(Form form, int bytes) {
    ByteBuf body = outbox.newBody(bytes);
    return switch (form) {
      case DISPATCH -> body.writeByte(OK).writeShort(0); // contexts
      case REQ -> body.writeByte(OK);
      case FRAMED -> body;
    };
  }

  private void send(OpenCall call, ByteBuf body, Outbox.@Nullable Receipt receipt) {
    send(call.form, call.tag, body, receipt);
  }

  private void send(Form form, int tag, ByteBuf body, Outbox.@Nullable Receipt receipt) {
    switch (form) {
      case DISPATCH -> outbox.send(-MuxType.TDISPATCH, tag, body, receipt);
      case REQ -> outbox.send(-MuxType.TREQ, tag, body, receipt);
      case FRAMED -> outbox.sendFramed(body, receipt);
    }
  }

  private static void nameRef(NameRef name, ThriftWriter writer) {
    writer
        .struct(3)
        .binary(1, Stamp.bytes(name.stamp()))
        .path(2, name.path())
        .text(3, name.namespace())
        .stop();
  }

  private static String shortened(String text) {
    return ErrorText.shortened(text, MAX_TEXT_CHARS);
  }

  /** What a poll asked about, for its failure to say. */
  static NameRef name(OpenCall call, Question question) {
    Optional<String> namespace = question.table().map(Namespace::name);
    return switch (question) {
      case Question.Bind bind -> new NameRef(call.stamp(), bind.path(), namespace.orElse(""));
      case Question.Addresses(var id) -> new NameRef(call.stamp(), id, "");
      default -> NameRef.NONE;
    };
  }
}
