package io.dtabd.grpc;

import com.google.protobuf.MessageLite;
import io.dtabd.grpc.GrpcMetrics.Refusal;
import io.dtabd.net.EventLoops;
import io.dtabd.net.RefusalLog;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Quota;
import io.dtabd.serving.Watcher;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.memory.MemoryBudget;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.StatusException;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The calls that are under way on one server: how many there may be, and how they all end. */
public final class Calls {

  private final EventLoops loops;
  private final ExecutorService work;
  private final Protocol protocol;
  private final Watchers watchers;
  private final RefusalLog<Refusal> refusals;
  private final Quota running;
  private final Connections connections;
  private final Quota places = new Quota(Quota.WATCHERS);
  private final Map<EventLoop, LoopStreams> streams = new HashMap<>();
  private final LongSupplier nanoClock;
  private volatile boolean stopping;

  /**
   * @param loops in which all events come
   * @param work where requests are answered
   * @param protocol what streams register as
   * @param watchers where they do
   * @param memory where what is kept for clients counts
   * @param maxRunning how many calls are answered at once; streams count until they are open
   */
  Calls(
      EventLoops loops,
      ExecutorService work,
      Protocol protocol,
      Watchers watchers,
      RefusalLog<Refusal> refusals,
      MemoryBudget memory,
      int maxRunning,
      Duration stallTimeout,
      LongSupplier nanoClock) {
    this.loops = loops;
    this.work = work;
    this.protocol = protocol;
    this.watchers = watchers;
    this.refusals = refusals;
    this.nanoClock = nanoClock;
    this.connections = new Connections(memory, this::cutStalled);
    this.running = new Quota(maxRunning);
    loops.all().forEach(loop -> streams.put(loop, new LoopStreams(loop, stallTimeout, nanoClock)));
  }

  /** Makes an answer of the bytes of a request. */
  interface Answer<A> {
    A to(byte[] request) throws StatusException, InterruptedException;
  }

  ServerCallHandler<byte[], Payload> once(Answer<MessageLite> answer) {
    return (call, _) ->
        new OneRequest(call, work, refusals, connections, nanoClock) {
          @Override
          void handle(byte[] request) throws StatusException, InterruptedException {
            answer(Payload.of(run(call, answer, request)));
          }
        };
  }

  ServerCallHandler<byte[], Payload> stream(Answer<Opened> answer) {
    return (call, _) ->
        new StreamCall(call, answer, Objects.requireNonNull(streams.get(loops.current())));
  }

  /** Ends all streams, and those that are still being opened. */
  void stop() {
    stopping = true;
    streams.values().forEach(LoopStreams::stop);
  }

  Connections connections() {
    return connections;
  }

  /** A stream has ended. */
  void over() {
    places.giveBack();
  }

  /** A stream is ended because its client takes nothing. */
  void stalled(ServerCall<?, ?> call) {
    refusals.add(Refusal.NO_PROGRESS, OneRequest.remote(call), null);
  }

  /** The same, sooner, since memory is short. */
  private void cutStalled(Http2Connection connection) {
    refusals.add(Refusal.CUT_FOR_MEMORY, connection.channel().remoteAddress(), null);
    LoopStreams ofLoop = streams.get(connection.channel().eventLoop());
    if (ofLoop == null || !ofLoop.endStalled(connection)) {
      var _ = connection.channel().close(); // it is answers to single calls that it does not read
    }
  }

  private <A> A run(ServerCall<?, ?> call, Answer<A> answer, byte[] request)
      throws StatusException, InterruptedException {
    if (!running.take()) {
      refusals.add(Refusal.TOO_MANY_CALLS, OneRequest.remote(call), null);
      throw GrpcErrors.tooManyCalls(running.bound());
    }
    try {
      return answer.to(request);
    } finally {
      running.giveBack();
    }
  }

  /** One call of a streaming method. */
  private final class StreamCall extends OneRequest {

    private final ServerCall<byte[], Payload> call;
    private final Answer<Opened> answer;
    private final LoopStreams streams;
    private @Nullable FeedStream stream;
    private boolean cancelled;

    /**
     * @param streams of the event loop that this runs in
     */
    StreamCall(ServerCall<byte[], Payload> call, Answer<Opened> answer, LoopStreams streams) {
      super(call, work, refusals, connections, nanoClock);
      this.call = call;
      this.answer = answer;
      this.streams = streams;
    }

    @Override
    void handle(byte[] request) throws StatusException, InterruptedException {
      switch (run(call, answer, request)) {
        case Opened.Once(var message) -> answer(Payload.of(message));
        case Opened.Watch watch -> streams.loop().execute(() -> open(watch));
      }
    }

    private void open(Opened.Watch watch) {
      handled();
      if (cancelled) {
        return;
      }
      if (stopping) { // in the loop, like the end of all streams: none can slip in behind it
        end(GrpcErrors.stopping());
      } else if (!places.take()) {
        refusals.add(Refusal.TOO_MANY_STREAMS, remote(call), null);
        end(GrpcErrors.tooManyStreams(places.bound()));
      } else if (connection().isEmpty()) {
        places.giveBack(); // it is closed
      } else if (isRefused(connection().get().memory().take(Watcher.BYTES, watch.answerBytes()))) {
        places.giveBack();
      } else {
        Watcher watcher = watchers.open(protocol, remote(call), watch.question());
        stream = new FeedStream(call, connection().get(), watch, watcher, streams, Calls.this);
        stream.begin();
      }
    }

    @Override
    public void onReady() {
      if (stream != null) {
        stream.ready();
      }
    }

    @Override
    public void onCancel() {
      super.onCancel();
      cancelled = true;
      if (stream != null) {
        stream.cancel();
      }
    }
  }
}
