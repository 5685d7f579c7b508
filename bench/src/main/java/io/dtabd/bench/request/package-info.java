/**
 * Measures how many requests of each kind a server answers, and how soon, beside a server that has
 * the same bytes ready.
 */
@NullMarked
package io.dtabd.bench.request;

import org.jspecify.annotations.NullMarked;
