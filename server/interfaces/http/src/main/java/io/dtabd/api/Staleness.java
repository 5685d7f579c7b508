package io.dtabd.api;

import io.dtabd.net.http.Response;
import io.dtabd.store.DtabStore;
import java.time.Instant;
import java.time.InstantSource;

/** Tells readers when what they get may be behind the store. */
final class Staleness {

  /** Since when the store has not answered, in ISO 8601. */
  private static final String HEADER = "dtabd-stale-since";

  private final DtabStore store;
  private final InstantSource clock;

  Staleness(DtabStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** For an answer given because the store could not be asked. */
  Response.Full mark(Response.Full response) {
    Instant since = store.staleSince().orElseGet(clock::instant);
    return response.with(HEADER, since.toString());
  }

  /** For an answer from live values, which are behind only if the store says so. */
  Response.Full markIfStale(Response.Full response) {
    return store
        .staleSince()
        .map(since -> response.with(HEADER, since.toString()))
        .orElse(response);
  }
}
