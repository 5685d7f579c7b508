package io.dtabd.net.http;

/** What a request may do, whatever its method: what stands before a route decides by it. */
public enum Effect {
  /** Changes nothing. */
  READ,
  /** Changes dtabs. */
  WRITE,
  /** Changes dtabs, but nothing with {@code dryRun=true} in its query. */
  WRITE_OR_REHEARSAL,
  /** Changes or stops the process. */
  CONTROL
}
