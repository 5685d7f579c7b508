package io.dtabd.store.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Finds out whether a request can have reached the server: not before its headers were written. */
final class Sent extends ClientStreamTracer implements ClientInterceptor {

  private volatile boolean happened;

  boolean happened() {
    return happened;
  }

  @Override
  public void outboundHeaders() {
    happened = true;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return next.newCall(
        method,
        options.withStreamTracerFactory(
            new Factory() {
              @Override
              public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
                return Sent.this;
              }
            }));
  }
}
