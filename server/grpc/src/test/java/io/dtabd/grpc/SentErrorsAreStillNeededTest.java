package io.dtabd.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.net.CountedSockets;
import io.dtabd.net.EventLoops;
import io.dtabd.testing.peers.FaultyProxy;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerStreamTracer;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What {@link SentErrors} makes up for, shown on a server of gRPC's own without it. When one of
 * these fails, gRPC does it itself: the part of {@code SentErrors} for it can go.
 */
class SentErrorsAreStillNeededTest {

  /** gRPC takes what is shorter for this. */
  private static final int SHORTEST_SILENCE_SECONDS = 10;

  /** Then it fails with what it was for, before the time limit of all tests. */
  private static final int READ_TIMEOUT_MILLIS = 120_000;

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  private static final int FRAME_HEAD = 9;
  private static final int REFUSED_STREAM = 7;

  private final EventLoops loops = new EventLoops(EventLoops.Transport.best(), 1);
  private final HealthStatusManager health = new HealthStatusManager();
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final List<String> traced = new CopyOnWriteArrayList<>();
  private volatile @Nullable Channel accepted;
  private @Nullable Server server;

  @AfterEach
  void stop() throws InterruptedException {
    if (server != null) {
      server.shutdownNow().awaitTermination();
    }
    loops.close();
  }

  @Test
  void gRpcLeavesTheResetsToAPeerThatVanishedUnsentAndTheConnectionOpen() throws Exception {
    Server started =
        start(
            builder ->
                builder
                    .keepAliveTime(SHORTEST_SILENCE_SECONDS, TimeUnit.SECONDS)
                    .keepAliveTimeout(1, TimeUnit.SECONDS));
    try (var wire = FaultyProxy.to(started.getPort())) {
      ManagedChannel client =
          NettyChannelBuilder.forAddress("127.0.0.1", wire.port()).usePlaintext().build();
      try {
        var answers = new CopyOnWriteArrayList<HealthCheckResponse>();
        HealthGrpc.newStub(client).watch(HealthCheckRequest.getDefaultInstance(), into(answers));
        await().until(() -> !answers.isEmpty());

        wire.lose();

        await().until(() -> written.contains("RST_STREAM"));
        Channel connection = Objects.requireNonNull(accepted);
        connection.eventLoop().submit(() -> {}).sync(); // what wrote it has ended
        assertThat(written.subList(written.indexOf("GOAWAY"), written.size()))
            .as("flushed by gRPC now, or not to be flushed? then SentErrors need not")
            .containsExactly("GOAWAY", "flush", "RST_STREAM");
        assertThat(connection.isOpen()).isTrue();

        connection.flush();

        await().until(() -> !connection.isOpen());
      } finally {
        client.shutdownNow();
      }
    }
  }

  @Test
  void gRpcTellsItsTracersNothingOfStreamsThatHttp2Refuses() throws Exception {
    Server started = start(builder -> builder.maxConcurrentCallsPerConnection(1));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), started.getPort())) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE);
      out.write(HexFormat.of().parseHex("000000" + "04" + "00" + "00000000")); // SETTINGS
      var in = new DataInputStream(socket.getInputStream());
      skipTo(in, Http2FrameTypes.SETTINGS);
      out.write(HexFormat.of().parseHex("000000" + "04" + "01" + "00000000")); // its ACK
      out.write(watch(1));
      out.write(watch(3));

      byte[] reset = skipTo(in, Http2FrameTypes.RST_STREAM);

      assertThat(reset).isEqualTo(new byte[] {0, 0, 0, REFUSED_STREAM});
      assertThat(traced)
          .as("told of refused streams now? then SentErrors need not read them off the wire")
          .hasSize(1);
    }
  }

  private Server start(UnaryOperator<NettyServerBuilder> more) throws IOException {
    server =
        more.apply(
                NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .bossEventLoopGroup(loops.group())
                    .workerEventLoopGroup(loops.group())
                    .channelFactory(new CountedSockets(loops, 10, Watching::new))
                    .addStreamTracerFactory(
                        new ServerStreamTracer.Factory() {
                          @Override
                          public ServerStreamTracer newServerStreamTracer(
                              String method, Metadata headers) {
                            traced.add(method);
                            return new ServerStreamTracer() {};
                          }
                        })
                    .addService(health.getHealthService()))
            .build()
            .start();
    return server;
  }

  private static StreamObserver<HealthCheckResponse> into(List<HealthCheckResponse> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(HealthCheckResponse answer) {
        answers.add(answer);
      }

      @Override
      public void onError(Throwable t) {}

      @Override
      public void onCompleted() {}
    };
  }

  /** HEADERS that begin a call, without an end of it. */
  private static byte[] watch(int stream) {
    String block =
        "8386" // :method POST, :scheme http
            + literal(":path", "/grpc.health.v1.Health/Watch")
            + literal(":authority", "dtabd")
            + literal("content-type", "application/grpc")
            + literal("te", "trailers");
    return HexFormat.of().parseHex("%06x0104%08x%s".formatted(block.length() / 2, stream, block));
  }

  private static String literal(String name, String value) {
    return "00" + text(name) + text(value);
  }

  private static String text(String text) {
    return "%02x".formatted(text.length()) + HexFormat.of().formatHex(text.getBytes(US_ASCII));
  }

  /** The payload of the next frame of a type. */
  private static byte[] skipTo(DataInputStream in, int type) throws IOException {
    while (true) {
      byte[] head = in.readNBytes(FRAME_HEAD);
      assertThat(head).as("the connection was closed").hasSize(FRAME_HEAD);
      byte[] payload = in.readNBytes(HexFormat.fromHexDigits(HexFormat.of().formatHex(head, 0, 3)));
      if (head[3] == type) {
        return payload;
      }
    }
  }

  /** Next to the wire: what is written to it, and when it is sent. */
  private final class Watching extends ChannelOutboundHandlerAdapter {

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      accepted = ctx.channel();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      if (msg instanceof ByteBuf frame && frame.readableBytes() >= FRAME_HEAD) {
        switch (frame.getByte(frame.readerIndex() + 3)) {
          case Http2FrameTypes.GO_AWAY -> written.add("GOAWAY");
          case Http2FrameTypes.RST_STREAM -> written.add("RST_STREAM");
          default -> {}
        }
      }
      var _ = ctx.write(msg, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      written.add("flush");
      ctx.flush();
    }
  }
}
