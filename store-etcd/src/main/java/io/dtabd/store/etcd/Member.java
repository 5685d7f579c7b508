package io.dtabd.store.etcd;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One endpoint.
 *
 * @param url as configured, for messages
 */
record Member(String url, ManagedChannel channel) {

  private static final int DEFAULT_PORT = 2379;

  /** A page of a list with dtabs that are all as large as they may be, and some room. */
  private static final int MAX_MESSAGE_BYTES = 160 * 1024 * 1024;

  /** The shortest that gRPC permits. It finds connections that died without a word. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  static Member open(URI endpoint, EtcdOptions options) {
    int port = endpoint.getPort() > 0 ? endpoint.getPort() : DEFAULT_PORT;
    String host = endpoint.getHost();
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(host, port)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(options.timing().silence().toMillis(), TimeUnit.MILLISECONDS)
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.timing().attempt().toMillis())
            // A request is repeated by whoever knows whether that is safe.
            .disableRetry();
    if (EtcdOptions.isTls(endpoint)) {
      EtcdOptions.Tls tls = options.tls().orElseThrow();
      builder.sslContext(tls.context());
      tls.commonName().ifPresent(builder::overrideAuthority);
    } else {
      builder.usePlaintext();
    }
    return new Member(endpoint.toString(), builder.build());
  }
}
