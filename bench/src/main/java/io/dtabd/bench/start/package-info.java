/** Measures how soon a server answers after its start, and what memory it takes then. */
@NullMarked
package io.dtabd.bench.start;

import org.jspecify.annotations.NullMarked;
