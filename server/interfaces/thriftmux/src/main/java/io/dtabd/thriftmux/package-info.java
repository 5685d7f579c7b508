/**
 * The thriftmux interface: Mux sessions, the Thrift binary protocol, and the long polls of the
 * service {@code Namer}.
 */
@NullMarked
package io.dtabd.thriftmux;

import org.jspecify.annotations.NullMarked;
