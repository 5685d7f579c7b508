package io.dtabd.thriftmux;

import io.dtabd.net.RefusalLog;

/** Why a call was refused, or a connection closed. */
public enum Refusal implements RefusalLog.Reason {
  /** A frame over the bound, or a size that is negative, as from a client of something else. */
  FRAME_TOO_LARGE("a frame over the limit, or of something else than Mux"),
  /** Bytes that are no Mux message. */
  FRAME_MALFORMED("bytes that are no Mux message"),
  /** Pieces of messages that are over the bound and not whole. */
  FRAGMENTS_TOO_LARGE("pieces of messages over the limit"),
  /** Unfinished input for which there is no memory. */
  INPUT_TOO_LARGE("input beyond what the server keeps of unfinished messages"),
  /** A message type that Mux does not have. The client is told so. */
  UNKNOWN_TYPE("a message of a type that Mux does not have"),
  /** A Mux version that this server does not speak, or a negotiation after the first call. */
  BAD_NEGOTIATION("a negotiation"),
  /** A call under a tag whose last call is not answered. */
  TAG_IN_USE("a call under a tag that is in use"),
  /** One more call than a connection, or the server, may have open. */
  TOO_MANY_CALLS("a call, since as many are open as may be"),
  /** A call that is not Thrift, or not what its method takes. */
  THRIFT_MALFORMED("a call that is not what its method takes"),
  /** A method that the service does not have. */
  UNKNOWN_METHOD("a call of a method that the service does not have"),
  /** A first message, or the rest of one, that did not come in time. */
  REQUEST_TOO_SLOW("a message that did not come in time"),
  /** The client took nothing of its answers for too long. */
  RESPONSE_TOO_SLOW("a connection whose client takes nothing of its answers"),
  /** Nothing was open, and nothing came for too long. */
  IDLE("a connection that was idle for too long"),
  /** What would have to be kept for a client has no place in memory. */
  NO_MEMORY("what would have to be kept for a client, since memory is short"),
  /** The client takes nothing of what is kept for it, and memory is short. */
  CUT_FOR_MEMORY("a connection whose client takes nothing of its answers, since memory is short");

  private final String text;

  Refusal(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
