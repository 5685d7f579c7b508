/**
 * Sockets: event loops, listeners, TLS, how many connections there may be, and how they end. What
 * is said on a connection is its {@link io.dtabd.net.Protocol}'s affair.
 */
@NullMarked
package io.dtabd.net;

import org.jspecify.annotations.NullMarked;
