/**
 * The thriftmux interface: Mux sessions, the Thrift binary protocol, and the long polls of the
 * service {@code Namer}.
 */
@NullMarked
package io.dtabd.server.thrift;

import org.jspecify.annotations.NullMarked;
