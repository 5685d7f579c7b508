package io.dtabd.bench.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import io.dtabd.bench.load.BindPoll;
import io.dtabd.bench.soak.HttpConnection;
import io.dtabd.grpc.Bytes;
import io.dtabd.mesh.proto.Mesh;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Iterator;

/** Watches of a name in the namespace {@code internal}, one for each interface. */
final class Watches {

  private static final String NAMESPACE = "internal";

  private static final MethodDescriptor<byte[], byte[]> STREAM =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
          .setFullMethodName("io.linkerd.mesh.Interpreter/StreamBoundTree")
          .setRequestMarshaller(Bytes.AS_THEY_ARE)
          .setResponseMarshaller(Bytes.AS_THEY_ARE)
          .build();

  private static final int TAG = 1;

  private Watches() {}

  static Watch overHttp(InetAddress from, Target target, String name) {
    return state -> {
      try (HttpConnection connection = HttpConnection.open(from, target.httpAddress())) {
        int status =
            connection.stream("/api/1/bind/%s?watch=true&path=/svc/%s".formatted(NAMESPACE, name));
        if (status != 200) {
          throw new IOException("a stream was answered with " + status);
        }
        for (String line = connection.nextLine(); line != null; line = connection.nextLine()) {
          state.accept(line);
        }
      }
    };
  }

  /** The connection of one proxy, which its streams share. */
  static ManagedChannel channel(InetAddress from, Target target) {
    return NettyChannelBuilder.forAddress(target.meshAddress())
        .localSocketPicker(
            new NettyChannelBuilder.LocalSocketPicker() {
              @Override
              public InetSocketAddress createSocketAddress(
                  SocketAddress remote, Attributes attributes) {
                return new InetSocketAddress(from, 0);
              }
            })
        .usePlaintext()
        .build();
  }

  static Watch overMesh(ManagedChannel channel, String name) {
    byte[] request =
        Mesh.BindReq.newBuilder()
            .setRoot(path(NAMESPACE))
            .setName(path("svc", name))
            .build()
            .toByteArray();
    return state -> {
      channel.resetConnectBackoff(); // whoever watches waits himself
      try {
        Iterator<byte[]> states =
            ClientCalls.blockingServerStreamingCall(channel, STREAM, CallOptions.DEFAULT, request);
        states.forEachRemaining(each -> state.accept(new String(each, ISO_8859_1)));
      } catch (StatusRuntimeException e) {
        throw new IOException(e);
      }
    };
  }

  private static Mesh.Path path(String... labels) {
    var path = Mesh.Path.newBuilder();
    for (String label : labels) {
      path.addElems(ByteString.copyFromUtf8(label));
    }
    return path.build();
  }

  static Watch overThriftmux(InetAddress from, Target target, String name) {
    return state -> {
      try (var socket = new Socket()) {
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(target.thriftAddress());
        socket.setTcpNoDelay(true);
        var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        byte[] stamp = new byte[0];
        while (true) {
          socket.getOutputStream().write(MuxFrames.bind(TAG, stamp, NAMESPACE, name));
          byte[] answer = new byte[in.readInt()];
          in.readFully(answer);
          if (answer[0] != -2 || answer[4] != 0) {
            throw new IOException("a poll was not answered but " + answer[0] + " " + answer[4]);
          }
          stamp = BindPoll.stamp(answer);
          state.accept(new String(answer, ISO_8859_1));
        }
      }
    };
  }
}
