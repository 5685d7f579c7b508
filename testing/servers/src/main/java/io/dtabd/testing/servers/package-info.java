/**
 * What tests of the server share: stores and clients under their control, and recorded
 * conversations.
 */
@NullMarked
package io.dtabd.testing.servers;

import org.jspecify.annotations.NullMarked;
