package io.dtabd.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/** Stands for whichever context is the newest at the moment of use. */
final class NewestSslContext extends SslContext {

  private final Supplier<SslContext> newest;

  NewestSslContext(Supplier<SslContext> newest) {
    this.newest = newest;
  }

  @Override
  public boolean isClient() {
    return newest.get().isClient();
  }

  @Override
  public List<String> cipherSuites() {
    return newest.get().cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract, so there is no way around it
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return newest.get().applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return newest.get().newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
    return newest.get().newEngine(allocator, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return newest.get().sessionContext();
  }
}
