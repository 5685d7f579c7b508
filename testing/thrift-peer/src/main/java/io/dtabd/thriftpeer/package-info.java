/** Finagle's ThriftMux client as a program. */
@org.jspecify.annotations.NullMarked
package io.dtabd.thriftpeer;
