package io.dtabd.thriftmux;

/** Why a call was refused, or a connection closed. */
public enum Refusal {
  /** A frame over the bound, or a size that is negative, as from a client of something else. */
  FRAME_TOO_LARGE,
  /** Bytes that are no Mux message. */
  FRAME_MALFORMED,
  /** Pieces of messages that are over the bound and not whole. */
  FRAGMENTS_TOO_LARGE,
  /** All connections together have sent more unfinished input than the server keeps. */
  INPUT_TOO_LARGE,
  /** A message type that Mux does not have. The client is told so. */
  UNKNOWN_TYPE,
  /** A Mux version that this server does not speak, or a negotiation after the first call. */
  BAD_NEGOTIATION,
  /** A call under a tag whose last call is not answered. */
  TAG_IN_USE,
  /** One more call than a connection, or the server, may have open. */
  TOO_MANY_CALLS,
  /** A call that is not Thrift, or not what its method takes. */
  THRIFT_MALFORMED,
  /** A method that the service does not have. */
  UNKNOWN_METHOD,
  /** A first message, or the rest of one, that did not come in time. */
  REQUEST_TOO_SLOW,
  /** The client took nothing of its answers for too long. */
  RESPONSE_TOO_SLOW,
  /** Nothing was open, and nothing came for too long. */
  IDLE
}
