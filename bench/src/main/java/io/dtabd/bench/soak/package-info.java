/**
 * Runs one dtabd for minutes while everything around it changes, and looks whether it stays small,
 * right and fair: {@link io.dtabd.bench.soak.Soak} for memory and for watchers left behind, {@link
 * io.dtabd.bench.soak.Neighbours} for what one namespace feels of the others.
 */
@NullMarked
package io.dtabd.bench.soak;

import org.jspecify.annotations.NullMarked;
