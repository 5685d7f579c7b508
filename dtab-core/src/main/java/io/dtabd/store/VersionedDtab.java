package io.dtabd.store;

import io.dtabd.dtab.Dtab;

/** A dtab as it stands in a store. */
public record VersionedDtab(Version version, Dtab dtab) {}
