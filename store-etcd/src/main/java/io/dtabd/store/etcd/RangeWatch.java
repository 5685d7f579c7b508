package io.dtabd.store.etcd;

import static java.lang.System.Logger.Level.ERROR;

import io.dtabd.store.Namespace;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.StoreException;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Keeps the mirror up to date: lists once, then follows one watch over all keys, and begins the
 * watch again where it ended, for as long as the store is open.
 *
 * <p>Inside: each new watch starts at the revision of the mirror's floor, whose changes it brings
 * once more, and which only lists and events move. The revision of a progress notification does
 * not, since before 3.4.25 and 3.5.8 etcd could send one ahead of events of that revision; it only
 * shows that the server is alive.
 */
final class RangeWatch implements AutoCloseable {

  private static final System.Logger log = System.getLogger(EtcdDtabStore.class.getName());

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Members members;
  private final Session session;
  private final Requests requests;
  private final Keys keys;
  private final Mirror mirror;
  private final Freshness freshness;
  private final EtcdOptions.Timing timing;
  private final StoreEvents events;
  private final Backoff backoff;
  private final Thread thread;

  /** Which etcd the mirror is of; empty if it has to be listed. */
  private OptionalLong cluster = OptionalLong.empty();

  private volatile boolean closed;

  RangeWatch(
      Members members,
      Session session,
      Requests requests,
      Keys keys,
      Mirror mirror,
      Freshness freshness,
      EtcdOptions.Timing timing,
      RandomGenerator random,
      StoreEvents events) {
    this.members = members;
    this.session = session;
    this.requests = requests;
    this.keys = keys;
    this.mirror = mirror;
    this.freshness = freshness;
    this.timing = timing;
    this.events = events;
    this.backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    this.thread = Thread.ofVirtual().name("etcd watch").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      Member member = members.current();
      try {
        catchUp();
        member = members.current();
        switch (follow(member)) {
          case ENDED -> lost(member, "it ended the watch");
          case COMPACTED -> {
            cluster = OptionalLong.empty();
            continue;
          }
        }
      } catch (InterruptedException e) {
        break;
      } catch (StoreException e) {
        if (!closed) {
          freshness.lost(member.url(), String.valueOf(e.getMessage()));
        }
      } catch (StatusException e) {
        lost(member, e.getStatus());
      } catch (StatusRuntimeException e) {
        lost(member, e.getStatus());
      } catch (RuntimeException e) {
        // A defect, but one that must not end all watching.
        log.log(ERROR, "cannot follow the changes in etcd; trying again", e);
        cluster = OptionalLong.empty();
        lost(member, e.toString());
      }
      if (!pause()) {
        break;
      }
    }
  }

  private void lost(Member member, Status status) {
    if (Refusal.isOfToken(status)) {
      session.forget();
    }
    if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
      // More changes at once than a message may hold.
      cluster = OptionalLong.empty();
    }
    lost(member, Refusal.words(status));
  }

  private void lost(Member member, String why) {
    if (!closed) {
      members.failed(member);
      events.watchBroken();
      freshness.lost(member.url(), why);
    }
  }

  private boolean pause() {
    try {
      Thread.sleep(backoff.next());
      return !closed;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Lists if the watch cannot go on from where the mirror is. */
  private void catchUp() throws StoreException {
    if (cluster.isPresent()) {
      long newest = mirror.newest();
      ResponseHeader now =
          requests
              .range(
                  "look whether etcd is the same",
                  RangeRequest.newBuilder().setKey(keys.all()).setCountOnly(true).build())
              .getHeader();
      boolean same = now.getClusterId() == cluster.getAsLong() && now.getRevision() >= newest;
      if (same) {
        return;
      }
      Listing listing = list();
      mirror.restarted(listing.revision(), listing.content());
    } else {
      Listing listing = list();
      mirror.listed(listing.revision(), listing.content());
    }
  }

  private Listing list() throws StoreException {
    Listing listing = Listing.read(requests, keys, mirror::known);
    cluster = OptionalLong.of(listing.cluster());
    events.listed();
    return listing;
  }

  /** Why a watch is over. */
  private enum Ending {
    /** Another can go on from where the mirror is. */
    ENDED,
    /** What has changed since is not to be had. */
    COMPACTED
  }

  private Ending follow(Member member) throws StatusException, InterruptedException {
    try (WatchStream stream =
        WatchStream.open(member, session, timing, keys.all(), mirror.floor())) {
      while (true) {
        switch (stream.next()) {
          case WatchStream.Message.Alive() -> {
            freshness.heard();
            backoff.reset();
          }
          case WatchStream.Message.Changes(var changes) -> {
            changes.forEach(this::take);
            mirror.advance(changes.getLast().getKv().getModRevision());
            freshness.changed();
          }
          case WatchStream.Message.Compacted() -> {
            return Ending.COMPACTED;
          }
          case WatchStream.Message.Ended() -> {
            return Ending.ENDED;
          }
        }
      }
    }
  }

  private void take(Event event) {
    keys.namespace(event.getKv().getKey()).ifPresent(namespace -> take(namespace, event));
  }

  private void take(Namespace namespace, Event event) {
    long revision = event.getKv().getModRevision();
    // This process's own writes are known already, and need not be parsed again.
    if (mirror.known(namespace).revision() < revision) {
      mirror.take(
          namespace,
          event.getType() == Event.EventType.DELETE
              ? Stored.absent(revision)
              : Stored.of(event.getKv()));
    }
  }
}
