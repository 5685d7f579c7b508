package io.dtabd.store.etcd;

import io.dtabd.store.StoreEvents;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KVGrpc.KVBlockingStub;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Asks etcd, and asks again, another member if there is one, until there is an answer or the time
 * is up. So it takes only requests that may be done more than once: reads, and transactions that do
 * nothing the second time.
 */
final class Requests {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final Members members;
  private final Session session;
  private final EtcdOptions.Timing timing;
  private final RandomGenerator random;
  private final StoreEvents events;
  private volatile boolean closed;

  Requests(
      Members members,
      Session session,
      EtcdOptions.Timing timing,
      RandomGenerator random,
      StoreEvents events) {
    this.members = members;
    this.session = session;
    this.timing = timing;
    this.random = random;
    this.events = events;
  }

  /** What becomes of the store by a request. */
  private enum Effect {
    NONE,
    CHANGE
  }

  /**
   * What came back.
   *
   * @param earlier whether an attempt before this one may have been done, without an answer
   */
  record Answer<A>(A response, Outcome earlier) {}

  /**
   * @param what after "could not", for messages
   */
  RangeResponse range(String what, RangeRequest request) throws StoreException {
    return ask(what, Effect.NONE, kv -> kv.range(request)).response();
  }

  /**
   * @param request one whose second time does nothing
   * @param what after "could not", for messages
   */
  Answer<TxnResponse> transact(String what, TxnRequest request) throws StoreException {
    return ask(what, Effect.CHANGE, kv -> kv.txn(request));
  }

  void close() {
    closed = true;
  }

  private <A> Answer<A> ask(String what, Effect effect, Function<KVBlockingStub, A> request)
      throws StoreException {
    var backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    long start = System.nanoTime();
    Outcome outcome = Outcome.NOT_DONE;
    boolean heard = false;
    for (int attempt = 1; ; attempt++) {
      checkOpen(outcome);
      Member member = members.current();
      var sent = new Sent();
      boolean hadToken = session.mayHaveExpired();
      try {
        return new Answer<>(request.apply(stub(member, left(start), sent)), outcome);
      } catch (StatusRuntimeException e) {
        Status status = e.getStatus();
        heard |= sent.happened();
        if (effect == Effect.CHANGE && sent.happened() && !Refusal.isCertain(status)) {
          outcome = Outcome.UNKNOWN;
        }
        if (hadToken && Refusal.isOfToken(status)) {
          session.forget();
        } else {
          Optional<StoreException> lasting = Refusal.lasting(what, e);
          if (lasting.isPresent()) {
            throw outcome == Outcome.UNKNOWN
                ? unavailable(what, member, outcome, e)
                : lasting.get();
          }
          members.failed(member);
        }
        // Who does not even connect in time may be slow; who refuses is not there.
        boolean refused = !heard && status.getCode() == Status.Code.UNAVAILABLE;
        Duration patience = refused ? timing.refused() : timing.request();
        Duration pause = backoff.next();
        boolean tried = attempt >= members.size();
        checkOpen(outcome);
        if (tried && since(start).plus(pause).compareTo(patience) >= 0) {
          throw unavailable(what, member, outcome, e);
        }
        events.requestRepeated();
        pause(pause, outcome, what);
      }
    }
  }

  private KVBlockingStub stub(Member member, Duration left, Sent sent) {
    Duration time = left.compareTo(timing.attempt()) < 0 ? left : timing.attempt();
    return KVGrpc.newBlockingStub(member.channel())
        .withInterceptors(session.headers(member, time), sent)
        .withDeadlineAfter(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Never nothing, so that each of several members is asked. */
  private Duration left(long start) {
    Duration left = timing.request().minus(since(start));
    Duration least = timing.attempt().dividedBy(4);
    return left.compareTo(least) < 0 ? least : left;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void checkOpen(Outcome outcome) throws Unavailable {
    if (closed) {
      throw new Unavailable("the store is closed: dtabd is stopping", outcome);
    }
  }

  private static void pause(Duration pause, Outcome outcome, String what) throws Unavailable {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while trying to " + what, outcome, e);
    }
  }

  private static Unavailable unavailable(
      String what, Member member, Outcome outcome, StatusRuntimeException e) {
    String rest =
        outcome == Outcome.NOT_DONE
            ? "try again later"
            : "it may have been done all the same, so look before trying again";
    return new Unavailable(
        "could not %s: etcd at %s: %s; %s"
            .formatted(what, member.url(), Refusal.words(e.getStatus()), rest),
        outcome,
        e);
  }
}
