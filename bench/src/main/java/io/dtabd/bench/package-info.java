/** JMH benchmarks; README.md says how to run them. */
@NullMarked
package io.dtabd.bench;

import org.jspecify.annotations.NullMarked;
