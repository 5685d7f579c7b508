package io.dtabd.store.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One watch on one member, over every key with a prefix. A server that says nothing may have
 * nothing to say, or be frozen, or be cut off: so it is asked, and must answer.
 */
final class WatchStream implements AutoCloseable {

  /** What it has said. */
  sealed interface Message {

    /** Nothing has changed, and it is there. */
    record Alive() implements Message {}

    /** In the order of their revisions, of which none is split. */
    record Changes(List<Event> events) implements Message {}

    /** The changes from the revision asked for on are not to be had any more. */
    record Compacted() implements Message {}

    /** It watches no longer. */
    record Ended() implements Message {}
  }

  private static final WatchRequest ARE_YOU_THERE =
      WatchRequest.newBuilder()
          .setProgressRequest(WatchProgressRequest.getDefaultInstance())
          .build();

  /** How soon to ask again at first, when it may still be catching up, and does not answer then. */
  private static final Duration FIRST_ASKED_AGAIN = Duration.ofMillis(150);

  private final BlockingClientCall<WatchRequest, WatchResponse> call;
  private final EtcdOptions.Timing timing;
  private Duration patience;
  private long heard = System.nanoTime();
  private long asked = heard;

  private WatchStream(
      BlockingClientCall<WatchRequest, WatchResponse> call, EtcdOptions.Timing timing) {
    this.call = call;
    this.timing = timing;
    patience = FIRST_ASKED_AGAIN;
  }

  /**
   * @param revision of the first change wanted, which etcd must have reached: of a watch from one
   *     that is still to come newer etcds tell no progress
   */
  static WatchStream open(
      Member member, Session session, EtcdOptions.Timing timing, ByteString prefix, long revision)
      throws StatusException, InterruptedException {
    var stream =
        new WatchStream(
            WatchGrpc.newBlockingV2Stub(member.channel())
                .withInterceptors(session.headers(member, timing.attempt()))
                .watch(),
            timing);
    stream.say(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(prefix)
                    .setRangeEnd(Keys.after(prefix))
                    .setStartRevision(revision))
            .build());
    return stream;
  }

  /**
   * Waits for it.
   *
   * @throws StatusException if it fails, or has been silent for too long
   */
  Message next() throws StatusException, InterruptedException {
    while (true) {
      try {
        WatchResponse response = call.read(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (response == null) {
          return new Message.Ended();
        }
        heard = System.nanoTime();
        if (response.getCreated() && !response.getCanceled()) {
          // Its answer comes after the changes that have piled up.
          ask();
        } else {
          patience = timing.heartbeat();
          return message(response);
        }
      } catch (TimeoutException e) {
        if (since(heard).compareTo(timing.silence()) >= 0) {
          throw silent();
        }
        if (since(asked).compareTo(patience) >= 0) {
          ask();
        }
      }
    }
  }

  private static Message message(WatchResponse response) throws StatusException {
    if (response.getCompactRevision() > 0) {
      return new Message.Compacted();
    }
    if (response.getCanceled()) {
      // A token that has expired, or a right that is missing; etcd has no code for it here.
      throw Status.UNAUTHENTICATED.withDescription(response.getCancelReason()).asException();
    }
    return response.getEventsCount() == 0
        ? new Message.Alive()
        : new Message.Changes(response.getEventsList());
  }

  private void ask() throws StatusException, InterruptedException {
    asked = System.nanoTime();
    say(ARE_YOU_THERE);
  }

  private void say(WatchRequest request) throws StatusException, InterruptedException {
    try {
      call.write(request, timing.silence().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw silent();
    }
  }

  private StatusException silent() {
    return Status.DEADLINE_EXCEEDED
        .withDescription("it was silent for " + timing.silence().toMillis() + " ms")
        .asException();
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    call.cancel("the watch has ended", null);
  }
}
