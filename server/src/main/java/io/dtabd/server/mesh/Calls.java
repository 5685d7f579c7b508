package io.dtabd.server.mesh;

import com.google.protobuf.MessageLite;
import io.dtabd.server.watch.Protocol;
import io.dtabd.server.watch.Watcher;
import io.dtabd.server.watch.Watchers;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.StatusException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The calls that are under way on one server: how many there may be, and how they all end. */
final class Calls {

  /**
   * Open at once: the names and the addresses of 100,000 proxies that use one name each, and room
   * for the rest. A stream takes a few KiB.
   */
  static final int MAX_STREAMS = 250_000;

  private final Watchers watchers;
  private final int maxRunning;
  private final Semaphore running;
  private final Semaphore places = new Semaphore(MAX_STREAMS);
  private final Set<FeedStream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * @param watchers where streams register
   * @param maxRunning how many calls are answered at once; streams count until they are open
   */
  Calls(Watchers watchers, int maxRunning) {
    this.watchers = watchers;
    this.maxRunning = maxRunning;
    this.running = new Semaphore(maxRunning);
  }

  /** Makes an answer of the bytes of a request. */
  interface Answer<A> {
    A to(byte[] request) throws StatusException, InterruptedException;
  }

  ServerCallHandler<byte[], Payload> once(Answer<MessageLite> answer) {
    return (call, _) ->
        new OneRequest(call) {
          @Override
          void handle(byte[] request) throws StatusException, InterruptedException {
            answer(Payload.of(run(answer, request)));
          }
        };
  }

  ServerCallHandler<byte[], Payload> stream(Answer<Opened> answer) {
    return (call, _) -> new StreamCall(call, answer);
  }

  /** Ends all streams, and those that are still being opened. */
  void stop() {
    stopping = true;
    streams.forEach(FeedStream::stop);
  }

  private <A> A run(Answer<A> answer, byte[] request) throws StatusException, InterruptedException {
    if (!running.tryAcquire()) {
      throw GrpcErrors.tooManyCalls(maxRunning);
    }
    try {
      return answer.to(request);
    } finally {
      running.release();
    }
  }

  private FeedStream open(ServerCall<byte[], Payload> call, Opened.Watch watch)
      throws StatusException {
    if (!places.tryAcquire()) {
      throw GrpcErrors.tooManyStreams(MAX_STREAMS);
    }
    Watcher watcher = watchers.open(Protocol.MESH, remote(call), watch.question());
    var stream = new FeedStream(call, watch, watcher, this::over);
    streams.add(stream);
    stream.begin();
    if (stopping) { // perhaps stop() went by before this one was there
      stream.stop();
    }
    return stream;
  }

  private void over(FeedStream stream) {
    if (streams.remove(stream)) {
      places.release();
    }
  }

  private static SocketAddress remote(ServerCall<?, ?> call) {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return Objects.requireNonNullElse(remote, new InetSocketAddress(0));
  }

  /** One call of a streaming method. */
  private final class StreamCall extends OneRequest {

    private final ServerCall<byte[], Payload> call;
    private final Answer<Opened> answer;
    private @Nullable FeedStream stream;

    StreamCall(ServerCall<byte[], Payload> call, Answer<Opened> answer) {
      super(call);
      this.call = call;
      this.answer = answer;
    }

    @Override
    void handle(byte[] request) throws StatusException, InterruptedException {
      switch (run(answer, request)) {
        case Opened.Once(var message) -> answer(Payload.of(message));
        case Opened.Watch watch -> stream = open(call, watch);
      }
    }

    @Override
    public void onReady() {
      if (stream != null) {
        stream.signal();
      }
    }

    @Override
    public void onCancel() {
      if (stream != null) {
        stream.cancel();
      }
    }
  }
}
