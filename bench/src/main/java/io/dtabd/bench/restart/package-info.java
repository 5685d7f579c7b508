/** What a restart of dtabd means to those who watch. */
@NullMarked
package io.dtabd.bench.restart;

import org.jspecify.annotations.NullMarked;
