package io.dtabd.bench.restart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import io.dtabd.grpc.Bytes;
import io.dtabd.mesh.proto.Mesh;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Consumer;

/** A stream as {@code io.l5d.mesh} has it: with others on one connection. */
record MeshStream(ManagedChannel channel, String name) implements Client {

  private static final MethodDescriptor<byte[], byte[]> STREAM =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
          .setFullMethodName("io.linkerd.mesh.Interpreter/StreamBoundTree")
          .setRequestMarshaller(Bytes.AS_THEY_ARE)
          .setResponseMarshaller(Bytes.AS_THEY_ARE)
          .build();

  @Override
  public void follow(Consumer<String> told) throws IOException {
    channel.resetConnectBackoff(); // whoever asks waits himself
    byte[] request =
        Mesh.BindReq.newBuilder()
            .setRoot(path("load"))
            .setName(path("svc", name))
            .build()
            .toByteArray();
    try {
      Iterator<byte[]> states =
          ClientCalls.blockingServerStreamingCall(channel, STREAM, CallOptions.DEFAULT, request);
      states.forEachRemaining(state -> told.accept(new String(state, ISO_8859_1)));
    } catch (StatusRuntimeException e) {
      throw new IOException(e);
    }
  }

  private static Mesh.Path path(String... labels) {
    var path = Mesh.Path.newBuilder();
    for (String label : labels) {
      path.addElems(ByteString.copyFromUtf8(label));
    }
    return path.build();
  }
}
