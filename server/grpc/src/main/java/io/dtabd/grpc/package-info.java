/** The gRPC engine: calls, streams that push when the client can take more, and what is refused. */
@NullMarked
package io.dtabd.grpc;

import org.jspecify.annotations.NullMarked;
