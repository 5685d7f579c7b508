/** Measures how many writes a store takes, beside what its disk or server takes without it. */
@NullMarked
package io.dtabd.bench.store;

import org.jspecify.annotations.NullMarked;
