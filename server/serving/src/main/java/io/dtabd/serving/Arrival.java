package io.dtabd.serving;

/**
 * How far a state of a table got to one watcher: each is further than the one before, but for
 * {@link #REJECTED}, which is where it went the wrong way.
 */
public enum Arrival {

  /** Nothing of it is known to have left: it waits for the socket, or is still computed. */
  UNKNOWN,

  /** All of it was written to the watcher's socket. */
  SENT,

  /** The kernel of the watcher's host has it; that proves the host, not the process. */
  DELIVERED,

  /** The client itself has confirmed it. */
  ACKNOWLEDGED,

  /**
   * The client itself has refused it, and goes on with what it had before. HTTP, gRPC of the mesh
   * and thriftmux have no way to say so.
   */
  REJECTED
}
