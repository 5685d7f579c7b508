/**
 * What tests of the server share: a world on which they open the interface they are about, stores
 * and clients under their control, and recorded conversations.
 */
@NullMarked
package io.dtabd.testing.servers;

import org.jspecify.annotations.NullMarked;
