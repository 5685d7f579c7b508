package io.dtabd.server.mesh;

import io.dtabd.server.watch.TooManyQuestionsException;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that takes one message, which is all that this interface has. Events come one at a time,
 * each on a virtual thread.
 */
abstract class OneRequest extends ServerCall.Listener<byte[]> {

  private static final Logger log = LoggerFactory.getLogger(OneRequest.class);

  private final ServerCall<byte[], Payload> call;
  private byte @Nullable [] request;

  OneRequest(ServerCall<byte[], Payload> call) {
    this.call = call;
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
    byte[] whole = Objects.requireNonNull(request); // gRPC has refused the call otherwise
    request = null; // a stream is open for days, and needs it no more
    try {
      handle(whole);
    } catch (StatusException e) {
      end(e.getStatus());
    } catch (TooManyQuestionsException e) {
      end(GrpcErrors.ofTooMany(e));
    } catch (InterruptedException e) {
      end(GrpcErrors.stopping());
    } catch (RuntimeException | StackOverflowError e) {
      log.error("{} failed", call.getMethodDescriptor().getFullMethodName(), e);
      end(GrpcErrors.unexpected());
    }
  }

  final void answer(Payload payload) {
    call.sendHeaders(new Metadata());
    call.sendMessage(payload);
    end(Status.OK);
  }

  private void end(Status status) {
    call.close(status, new Metadata());
  }
}
