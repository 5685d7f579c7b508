package io.dtabd.store;

import io.dtabd.dtab.Dtab;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of a namespace's history.
 *
 * @param time when it was written, by the store's clock
 * @param dtab what was written; empty if this was a delete
 * @param author who wrote it, where the store knows: an {@link Author}, or whom it knows itself
 */
public record Revision(
    Version version, Instant time, Optional<Dtab> dtab, Optional<String> author) {}
