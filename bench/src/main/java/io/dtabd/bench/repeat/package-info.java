/** Runs test classes again and again, each repetition in a JVM of its own. */
@NullMarked
package io.dtabd.bench.repeat;

import org.jspecify.annotations.NullMarked;
