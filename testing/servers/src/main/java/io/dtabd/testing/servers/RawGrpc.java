package io.dtabd.testing.servers;

import com.google.protobuf.MessageLite;
import io.dtabd.grpc.Bytes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client that knows method names and bytes, and nothing of the messages. */
public final class RawGrpc implements AutoCloseable {

  /** How long anything may take that is expected to happen. */
  private static final Duration LONG = Duration.ofMinutes(3);

  private final ManagedChannel channel;

  private RawGrpc(NettyChannelBuilder channel) {
    // What comes is then noted in the order in which it came, over all calls.
    this.channel = channel.directExecutor().build();
  }

  public static RawGrpc plain(InetSocketAddress address) {
    return new RawGrpc(NettyChannelBuilder.forAddress(address).usePlaintext());
  }

  public static RawGrpc tls(InetSocketAddress address, SslContext trust) {
    return new RawGrpc(
        NettyChannelBuilder.forAddress(address).sslContext(trust).overrideAuthority("localhost"));
  }

  /** One call, its request sent and ended. */
  public final class Call extends ClientCall.Listener<byte[]> implements AutoCloseable {

    private final ClientCall<byte[], byte[]> call;
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();

    /**
     * @param take how many messages the client is ready to take
     */
    private Call(String method, int take, byte[]... requests) {
      call =
          channel.newCall(
              MethodDescriptor.<byte[], byte[]>newBuilder()
                  .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                  .setFullMethodName("io.linkerd.mesh." + method)
                  .setRequestMarshaller(Bytes.AS_THEY_ARE)
                  .setResponseMarshaller(Bytes.AS_THEY_ARE)
                  .build(),
              CallOptions.DEFAULT);
      call.start(this, new Metadata());
      if (take > 0) {
        call.request(take);
      }
      for (byte[] request : requests) {
        call.sendMessage(request);
      }
      call.halfClose();
    }

    @Override
    public void onMessage(byte[] message) {
      messages.add(message);
    }

    @Override
    public void onClose(Status end, Metadata trailers) {
      status.complete(end);
    }

    public void take(int more) {
      call.request(more);
    }

    public byte[] next() throws InterruptedException {
      byte @Nullable [] next = messages.poll(LONG.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new AssertionError(
            "no message within " + LONG + "; status " + status.getNow(Status.OK));
      }
      return next;
    }

    /** The next message, if it has come. */
    public Optional<byte[]> nextIfThere() {
      return Optional.ofNullable(messages.poll());
    }

    public Status status() throws InterruptedException {
      try {
        return status.get(LONG.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new AssertionError("the call did not end", e);
      }
    }

    public boolean isOpen() {
      return !status.isDone();
    }

    @Override
    public void close() {
      call.cancel("the test is over", null);
    }
  }

  public Call call(String method, byte[]... requests) {
    return new Call(method, 1_000, requests);
  }

  public Call call(String method, MessageLite request) {
    return call(method, request.toByteArray());
  }

  /** A call that takes no message until told so. */
  public Call idleCall(String method, MessageLite request) {
    return new Call(method, 0, request.toByteArray());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
