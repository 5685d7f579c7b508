package io.dtabd.grpc;

import io.dtabd.grpc.GrpcMetrics.Refusal;
import io.dtabd.net.RefusalLog;
import io.dtabd.serving.TooManyQuestionsException;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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
  private byte @Nullable [] request;
  private @Nullable Future<?> handling;

  /**
   * @param work may be blocked
   */
  OneRequest(ServerCall<byte[], Payload> call, ExecutorService work, RefusalLog<Refusal> refusals) {
    this.call = call;
    this.work = work;
    this.refusals = refusals;
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
  }

  /** A stream is open for days, and needs its request no more. */
  final void handled() {
    handling = null;
  }

  final void answer(Payload payload) {
    call.sendHeaders(new Metadata());
    call.sendMessage(payload);
    end(Status.OK);
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
