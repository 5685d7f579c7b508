package io.dtabd.grpc;

import io.dtabd.config.ConnectionAge;
import io.dtabd.config.Limits;
import io.dtabd.grpc.GrpcMetrics.Refusal;
import io.dtabd.net.CountedSockets;
import io.dtabd.net.EventLoops;
import io.dtabd.net.ListenException;
import io.dtabd.net.Listener;
import io.dtabd.net.ListeningPort;
import io.dtabd.net.RefusalLog;
import io.dtabd.net.SocketSetup;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Watchers;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** gRPC services on a port, with reflection and the standard health service beside them. */
public final class GrpcServer implements ListeningPort {

  private static final Logger log = LoggerFactory.getLogger(GrpcServer.class);

  /** What is spoken, by its ALPN name. */
  public static final List<String> PROTOCOLS = List.of("h2");

  /** Of one connection. A Linkerd opens two for each name that it uses. */
  public static final int MAX_STREAMS_OF_CONNECTION = 10_000;

  /** A proxy that restarts may give up all its streams at once; nobody does so again and again. */
  public static final int MAX_RESETS = 2 * MAX_STREAMS_OF_CONNECTION;

  private static final Duration RESETS_WINDOW = Duration.ofSeconds(30);

  /**
   * When connections are asked whether they still live, and how often they may ask.
   *
   * @param silence after which the peer is pinged
   * @param patience for its answer; then the connection is closed and all that it held freed
   * @param shortestInterval between two pings of a peer; who pings faster is cut off
   */
  public record Pings(Duration silence, Duration patience, Duration shortestInterval) {

    /**
     * A peer that vanished is found after 30 s. Linkerd pings every few seconds; who does so ten
     * times a second is not being careful.
     */
    public static final Pings DEFAULT =
        new Pings(Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(1));
  }

  /** Closing a socket takes no time; this is for an event loop that is busy. */
  private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(2);

  /** What is served. */
  public interface Services {

    /** What the names of their methods begin with, such as {@code io.linkerd.mesh.}. */
    String packageName();

    /** What their streams register as. */
    Protocol protocol();

    /** Asked once, when the server starts. */
    List<ServerServiceDefinition> define(Calls calls);
  }

  private final Listener.Options options;
  private final CountedSockets sockets;
  private final ExecutorService work;
  private final Calls calls;
  private final HealthStatusManager health;
  private final Server server;

  private GrpcServer(
      Listener.Options options,
      CountedSockets sockets,
      ExecutorService work,
      Calls calls,
      HealthStatusManager health,
      Server server) {
    this.options = options;
    this.sockets = sockets;
    this.work = work;
    this.calls = calls;
    this.health = health;
    this.server = server;
  }

  /**
   * Begins to serve.
   *
   * @param options TLS, if there is, has to offer {@link #PROTOCOLS}
   * @param age of connections; empty: no maximum age
   * @param watchers where streams register
   * @throws ListenException if the address cannot be had, saying what to do
   */
  public static GrpcServer open(
      EventLoops loops,
      Listener.Options options,
      Limits limits,
      Optional<ConnectionAge> age,
      Services services,
      Watchers watchers,
      GrpcMetrics metrics)
      throws ListenException {
    return open(
        loops, options, limits, age, services, watchers, metrics, Pings.DEFAULT, System::nanoTime);
  }

  /** As above, for tests that cannot wait as long as real clients. */
  public static GrpcServer open(
      EventLoops loops,
      Listener.Options options,
      Limits limits,
      Optional<ConnectionAge> age,
      Services services,
      Watchers watchers,
      GrpcMetrics metrics,
      Pings pings,
      LongSupplier nanoClock)
      throws ListenException {
    if (options.address().isUnresolved()) {
      throw ListenException.of(options.name(), options.address(), null);
    }
    var refusals = new RefusalLog<>(options.name(), Refusal.class, metrics::refused, nanoClock);
    var work = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc").factory());
    var calls =
        new Calls(
            loops,
            work,
            services.protocol(),
            watchers,
            refusals,
            options.memory(),
            limits.maxConcurrentRequests(),
            limits.streamStallTimeout(),
            nanoClock);
    var sockets =
        new CountedSockets(
            loops,
            options.maxConnections(),
            () ->
                new OnceHttp2IsSpoken(
                    calls.connections()::accepted,
                    http2 -> {
                      http2.pipeline().addBefore(http2.name(), null, new SentErrors(refusals));
                      calls.connections().spoken(http2);
                    }));
    var health = new HealthStatusManager();
    var builder =
        NettyServerBuilder.forAddress(options.address())
            .bossEventLoopGroup(loops.group())
            .workerEventLoopGroup(loops.group())
            .channelFactory(sockets)
            .directExecutor() // handlers go on elsewhere by themselves
            .maxConcurrentCallsPerConnection(MAX_STREAMS_OF_CONNECTION)
            .maxInboundMessageSize(limits.maxBodyBytes())
            .maxInboundMetadataSize(limits.maxHeaderBytes())
            .handshakeTimeout(limits.requestTimeout().toNanos(), TimeUnit.NANOSECONDS)
            .maxConnectionIdle(limits.idleTimeout().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTime(pings.silence().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(pings.patience().toNanos(), TimeUnit.NANOSECONDS)
            .permitKeepAliveTime(pings.shortestInterval().toNanos(), TimeUnit.NANOSECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxRstFramesPerWindow(MAX_RESETS, (int) RESETS_WINDOW.toSeconds())
            .withChildOption(ChannelOption.ALLOCATOR, ByteBufAllocator.DEFAULT);
    SocketSetup.configure(sockets(builder), loops.transport(), options.sockets());
    age.ifPresent(
        of ->
            builder
                .maxConnectionAge(of.limit().toNanos(), TimeUnit.NANOSECONDS)
                .maxConnectionAgeGrace(of.grace().toNanos(), TimeUnit.NANOSECONDS));
    options.tls().ifPresent(tls -> builder.sslContext(tls.context()));
    List<ServerServiceDefinition> defined = services.define(calls);
    defined.forEach(
        service ->
            health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING));
    var all = new ArrayList<>(defined);
    all.add(health.getHealthService().bindService());
    all.addAll(reflection());
    builder
        .addServices(all)
        .addStreamTracerFactory(
            new CallTracing(
                services.packageName(), all, metrics, refusals, calls.connections(), nanoClock));
    try {
      return new GrpcServer(options, sockets, work, calls, health, builder.build().start());
    } catch (IOException e) {
      work.close();
      throw ListenException.of(
          options.name(), options.address(), e.getCause() == null ? e : e.getCause());
    }
  }

  /** Older clients know the alpha version only. */
  @SuppressWarnings("deprecation")
  private static List<ServerServiceDefinition> reflection() {
    return List.of(
        ProtoReflectionServiceV1.newInstance().bindService(),
        ProtoReflectionService.newInstance().bindService());
  }

  private static SocketSetup.Bootstrap sockets(NettyServerBuilder builder) {
    return new SocketSetup.Bootstrap() {
      @Override
      public <T> void option(ChannelOption<T> option, T value) {
        builder.withOption(option, value);
      }

      @Override
      public <T> void childOption(ChannelOption<T> option, T value) {
        builder.withChildOption(option, value);
      }
    };
  }

  @Override
  public String name() {
    return options.name();
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  @Override
  public int connections() {
    return sockets.connections();
  }

  @Override
  public long accepted() {
    return sockets.accepted();
  }

  @Override
  public long refused() {
    return sockets.refused();
  }

  /** Streams end with a status that tells clients to come again. */
  @Override
  public void drain() {
    health.enterTerminalState();
    server.shutdown();
    calls.stop();
  }

  @Override
  public void close(Duration grace) throws InterruptedException {
    drain();
    if (!server.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS)) {
      log.warn(
          "{}: closing {} connections that were not done within {} ms",
          name(),
          connections(),
          grace.toMillis());
      server.shutdownNow();
      server.awaitTermination(ABORT_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    }
    work.shutdownNow();
  }
}
