package io.dtabd.serving;

/** How far a state of a table got to one watcher, each further than the one before. */
public enum Arrival {

  /** Nothing of it is known to have left: it waits for the socket, or is still computed. */
  UNKNOWN,

  /** All of it was written to the watcher's socket. */
  SENT,

  /** The kernel of the watcher's host has it; that proves the host, not the process. */
  DELIVERED,

  /** The client itself has confirmed it. */
  ACKNOWLEDGED,

  /** The client itself has refused it, and goes on with what it had before. */
  REJECTED
}
