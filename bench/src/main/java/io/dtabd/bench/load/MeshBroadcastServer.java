package io.dtabd.bench.load;

import io.dtabd.grpc.Bytes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The limit over gRPC: grpc-java writing the same bytes to as many streams, and nothing else. Every
 * call of the watched method is kept; what is sent to {@code Put} is written to all of those, by
 * the event loop of each.
 *
 * <p>usage: {@code MeshBroadcastServer PORT THREADS}
 */
final class MeshBroadcastServer {

  static final MethodDescriptor<byte[], byte[]> PUT =
      method("io.dtabd.bench.Broadcast/Put", MethodType.UNARY);

  private static final MethodDescriptor<byte[], byte[]> WATCH =
      method("io.linkerd.mesh.Interpreter/StreamBoundTree", MethodType.SERVER_STREAMING);

  private final Map<EventExecutor, Set<ServerCall<byte[], byte[]>>> watchers = new HashMap<>();
  private volatile byte[] newest = new byte[0];

  private MeshBroadcastServer(Iterable<EventExecutor> loops) {
    loops.forEach(loop -> watchers.put(loop, new LinkedHashSet<>()));
  }

  static void main(String[] arguments) throws IOException, InterruptedException {
    boolean epoll = Epoll.isAvailable();
    var loops =
        new MultiThreadIoEventLoopGroup(
            Integer.parseInt(arguments[1]),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    var server = new MeshBroadcastServer(loops);
    NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])))
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops)
        .channelType(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .directExecutor()
        .addService(
            ServerServiceDefinition.builder("io.linkerd.mesh.Interpreter")
                .addMethod(WATCH, server.watch())
                .build())
        .addService(
            ServerServiceDefinition.builder("io.dtabd.bench.Broadcast")
                .addMethod(PUT, server.put())
                .build())
        .build()
        .start()
        .awaitTermination();
  }

  private ServerCallHandler<byte[], byte[]> watch() {
    return (call, _) -> {
      call.request(1);
      return new ServerCall.Listener<>() {
        @Override
        public void onHalfClose() {
          own().add(call);
          call.sendHeaders(new Metadata());
          call.sendMessage(newest);
        }

        @Override
        public void onCancel() {
          own().remove(call);
        }
      };
    };
  }

  private ServerCallHandler<byte[], byte[]> put() {
    return (call, _) -> {
      call.request(1);
      return new ServerCall.Listener<>() {
        @Override
        public void onMessage(byte[] message) {
          newest = message;
          watchers.forEach((loop, calls) -> loop.execute(() -> send(calls, message)));
          call.sendHeaders(new Metadata());
          call.sendMessage(new byte[0]);
          call.close(Status.OK, new Metadata());
        }
      };
    };
  }

  private static void send(Set<ServerCall<byte[], byte[]>> calls, byte[] message) {
    calls.forEach(call -> call.sendMessage(message));
  }

  /** The streams of the event loop that this runs in. */
  private Set<ServerCall<byte[], byte[]>> own() {
    for (EventExecutor loop : watchers.keySet()) {
      if (loop.inEventLoop()) {
        return Objects.requireNonNull(watchers.get(loop));
      }
    }
    throw new IllegalStateException("calls come in an event loop");
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(name)
        .setRequestMarshaller(Bytes.AS_THEY_ARE)
        .setResponseMarshaller(Bytes.AS_THEY_ARE)
        .build();
  }
}
