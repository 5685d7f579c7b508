/**
 * What names mean: namers, and the pure functions that bind a path through a dtab to them, explain
 * how, and pick addresses.
 */
@NullMarked
package io.dtabd.naming;

import org.jspecify.annotations.NullMarked;
