/** Runs all measurements, one after another, and prints them as one table. */
@NullMarked
package io.dtabd.bench.suite;

import org.jspecify.annotations.NullMarked;
