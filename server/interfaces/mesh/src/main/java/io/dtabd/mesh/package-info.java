/**
 * The gRPC interface of namerd, {@code io.l5d.mesh}: messages to and from what dtabd knows, calls
 * answered once, and streams fed by the answers that all watchers share.
 */
@NullMarked
package io.dtabd.mesh;

import org.jspecify.annotations.NullMarked;
