/**
 * Several dtabds that share one store, killed and frozen under load: {@link
 * io.dtabd.bench.replicas.CountingRun} looks whether a write was lost, done twice, or told wrongly.
 */
@NullMarked
package io.dtabd.bench.replicas;

import org.jspecify.annotations.NullMarked;
