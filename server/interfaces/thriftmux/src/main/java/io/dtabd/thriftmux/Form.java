package io.dtabd.thriftmux;

/** How a call came, and so how it is answered. */
enum Form {
  /** Mux, with contexts. */
  DISPATCH,
  /** Mux, as it was first. */
  REQ,
  /** Thrift in a frame, without Mux. */
  FRAMED
}
