/**
 * Sockets: event loops, listeners, TLS, how many connections there may be, and how they end. What
 * is said on a connection is its {@link io.dtabd.server.net.Protocol}'s affair.
 */
@NullMarked
package io.dtabd.server.net;

import org.jspecify.annotations.NullMarked;
