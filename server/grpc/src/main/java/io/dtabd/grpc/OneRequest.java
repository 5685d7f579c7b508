package io.dtabd.grpc;

import io.dtabd.grpc.GrpcMetrics.Refusal;
import io.dtabd.net.RefusalLog;
import io.dtabd.serving.TooManyQuestionsException;
import io.dtabd.serving.memory.MemoryBudget;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that takes one message, which is all that this interface has. Events come in the event
 * loop of the connection; what they set off is done elsewhere.
 */
abstract class OneRequest extends ServerCall.Listener<byte[]> {

  private static final Logger log = LoggerFactory.getLogger(OneRequest.class);

  private final ServerCall<byte[], Payload> call;
  private final ExecutorService work;
  private final RefusalLog<Refusal> refusals;
  private final Connections connections;
  private final LongSupplier nanoClock;
  private byte @Nullable [] request;

  /** Of the answer, guarded by this. */
  private @Nullable Http2Connection keptFor;

  private int kept;
  private boolean over;
  private @Nullable Future<?> handling;

  /**
   * @param work may be blocked
   */
  OneRequest(
      ServerCall<byte[], Payload> call,
      ExecutorService work,
      RefusalLog<Refusal> refusals,
      Connections connections,
      LongSupplier nanoClock) {
    this.call = call;
    this.work = work;
    this.refusals = refusals;
    this.connections = connections;
    this.nanoClock = nanoClock;
    call.request(2); // so that gRPC sees a second one, and refuses the call
  }

  /** Answers, or begins to. May block. What it throws ends the call. */
  abstract void handle(byte[] request) throws StatusException, InterruptedException;

  @Override
  public final void onMessage(byte[] message) {
    request = message;
  }

  @Override
  public final void onHalfClose() {
    byte[] whole = request;
    request = null;
    if (whole == null) {
      refuse(Refusal.MALFORMED, GrpcErrors.noMessage());
      return;
    }
    try {
      handling = work.submit(() -> handleOrEnd(whole));
    } catch (RejectedExecutionException e) {
      end(GrpcErrors.stopping());
    }
  }

  /** Nobody waits for the answer any more. */
  @Override
  public void onCancel() {
    Future<?> running = handling;
    if (running != null) {
      running.cancel(true);
    }
    answerIsOver(false);
  }

  @Override
  public void onComplete() {
    answerIsOver(true);
  }

  /** A stream is open for days, and needs its request no more. */
  final void handled() {
    handling = null;
  }

  /** Where there is memory for it: it is kept until the client has taken it. */
  final void answer(Payload payload) {
    int length = payload.length();
    Optional<Http2Connection> connection = connection();
    if (connection.isEmpty() || !keep(connection.get(), length)) {
      return;
    }
    call.sendHeaders(new Metadata());
    call.sendMessage(payload);
    end(Status.OK);
  }

  /** False if the call is over, or ended now for want of memory. */
  private boolean keep(Http2Connection connection, int length) {
    if (isRefused(connection.memory().take(length))) {
      return false;
    }
    synchronized (this) {
      if (over) {
        connection.memory().giveBack(length);
        return false;
      }
      keptFor = connection;
      kept = length;
      connection.memory().unread(length, nanoClock.getAsLong());
    }
    return true;
  }

  private synchronized void answerIsOver(boolean isRead) {
    over = true;
    if (keptFor != null) {
      if (isRead) {
        keptFor.memory().read(kept, nanoClock.getAsLong());
      } else {
        keptFor.memory().drop(kept);
      }
      keptFor.memory().giveBack(kept);
      keptFor = null;
    }
  }

  /** Empty if it is closed. */
  final Optional<Http2Connection> connection() {
    return connections.of(call);
  }

  /** Ends the call if there is no memory for it. */
  final boolean isRefused(Optional<MemoryBudget.Refusal> refusal) {
    refusal.ifPresent(reason -> refuse(Refusal.NO_MEMORY, GrpcErrors.noMemory(reason)));
    return refusal.isPresent();
  }

  final void end(Status status) {
    call.close(status, new Metadata());
  }

  static SocketAddress remote(ServerCall<?, ?> call) {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return Objects.requireNonNullElse(remote, new InetSocketAddress(0));
  }

  private void refuse(Refusal reason, Status status) {
    refusals.add(reason, remote(call), status.getDescription());
    end(status);
  }

  private void handleOrEnd(byte[] whole) {
    try {
      handle(whole);
    } catch (StatusException e) {
      if (e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
        refuse(Refusal.MALFORMED, e.getStatus());
      } else {
        end(e.getStatus());
      }
    } catch (TooManyQuestionsException e) {
      refuse(Refusal.TOO_MANY_QUESTIONS, GrpcErrors.ofTooMany(e));
    } catch (InterruptedException e) {
      end(GrpcErrors.stopping());
    } catch (RuntimeException | StackOverflowError e) {
      log.error("{} failed", call.getMethodDescriptor().getFullMethodName(), e);
      end(GrpcErrors.unexpected());
    }
  }
}
