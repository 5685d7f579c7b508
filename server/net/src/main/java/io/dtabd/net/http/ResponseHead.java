package io.dtabd.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The part of an answer before its body, as it goes over the wire. */
final class ResponseHead {

  /** How a body's end is found. */
  enum Framing {
    /** By its length, which is known. */
    LENGTH,
    /** By an empty chunk. */
    CHUNKED,
    /** By the end of the connection, for clients of HTTP/1.0. */
    CLOSE
  }

  /** What becomes of the connection after this answer. */
  enum After {
    /** The client assumes that it stays open, and it does. */
    STAYS_OPEN,
    /** It stays open, and the client must be told. */
    STAYS_OPEN_AS_ASKED,
    CLOSES
  }

  private ResponseHead() {}

  static void write(
      ByteBuf out, Response response, String date, Framing framing, int length, After after) {
    ascii(out, "HTTP/1.1 " + HttpResponseStatus.valueOf(response.status()) + "\r\n");
    for (Headers.Field field : response.headers().fields()) {
      field(out, field.name(), field.value());
    }
    field(out, "Date", date);
    switch (framing) {
      case LENGTH -> {
        if (mayHaveBody(response.status())) {
          field(out, "Content-Length", Integer.toString(length));
        }
      }
      case CHUNKED -> field(out, "Transfer-Encoding", "chunked");
      case CLOSE -> {}
    }
    switch (after) {
      case STAYS_OPEN -> {}
      case STAYS_OPEN_AS_ASKED -> field(out, "Connection", "keep-alive");
      case CLOSES -> field(out, "Connection", "close");
    }
    ascii(out, "\r\n");
  }

  static boolean mayHaveBody(int status) {
    return status >= 200 && status != 204 && status != 304;
  }

  private static void field(ByteBuf out, String name, String value) {
    ascii(out, name);
    ascii(out, ": ");
    // A header's value may have characters up to 0xff, each one byte.
    for (int i = 0; i < value.length(); i++) {
      out.writeByte(value.charAt(i));
    }
    ascii(out, "\r\n");
  }

  private static void ascii(ByteBuf out, String text) {
    ByteBufUtil.writeAscii(out, text);
  }
}
