/**
 * What keeps dtabs: the contract that every store fulfils, and the two stores that need no server.
 */
@NullMarked
package io.dtabd.store;

import org.jspecify.annotations.NullMarked;
