package io.dtabd.serving;

import io.dtabd.store.Namespace;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The register of watchers: who is connected, what they ask, and what they have been sent. */
public final class Watchers {

  /** The most entries of one page; at some 300 bytes of JSON each, a page is 300 KB. */
  public static final int MAX_PAGE = 1_000;

  /**
   * A watcher at one moment.
   *
   * @param id rises with the time of opening
   * @param table the version of the namespace's dtab that the last state written to its socket is
   *     the answer for
   * @param written when that was handed to the operating system
   * @param acknowledged the version of the last state that the client said it has
   */
  public record Entry(
      long id,
      Instant since,
      Protocol protocol,
      SocketAddress remote,
      Question question,
      Optional<TableVersion> table,
      Optional<Instant> written,
      Optional<TableVersion> acknowledged) {}

  /**
   * Some of the register.
   *
   * @param next what to ask for {@code after} this page, if there is more
   */
  public record Page(List<Entry> entries, OptionalLong next) {}

  private final InstantSource clock;
  private final Set<Watcher> all = ConcurrentHashMap.newKeySet();
  private final AtomicLong ids = new AtomicLong();
  private final LongAdder closed = new LongAdder();
  private final Map<Protocol, Map<Question.Kind, AtomicInteger>> counts =
      new EnumMap<>(Protocol.class);

  public Watchers(InstantSource clock) {
    this.clock = clock;
    for (Protocol protocol : Protocol.values()) {
      var ofProtocol = new EnumMap<Question.Kind, AtomicInteger>(Question.Kind.class);
      for (Question.Kind kind : Question.Kind.values()) {
        ofProtocol.put(kind, new AtomicInteger());
      }
      counts.put(protocol, ofProtocol);
    }
  }

  /**
   * Adds a watcher, until it is closed.
   *
   * @param question as {@link SharedAnswer#question} gives it, so that there is one of it in memory
   */
  public Watcher open(Protocol protocol, SocketAddress remote, Question question) {
    var watcher = new Watcher(this, ids.incrementAndGet(), now(), protocol, remote, question);
    all.add(watcher);
    counter(protocol, question.kind()).incrementAndGet();
    return watcher;
  }

  /** How many there are. */
  public int count() {
    return all.size();
  }

  /** How many there are that speak {@code protocol} and ask questions of {@code kind}. */
  public int count(Protocol protocol, Question.Kind kind) {
    return counter(protocol, kind).get();
  }

  /** How many were opened since the start. */
  public long opened() {
    return ids.get();
  }

  /** How many were closed since the start. */
  public long closed() {
    return closed.sum();
  }

  /**
   * The oldest watchers after a given one.
   *
   * @param namespace only those whose answer is computed from its dtab; all if empty
   * @param after the id before the first; 0 to begin
   * @param limit of entries, from 1 to {@link #MAX_PAGE}
   */
  public Page page(Optional<Namespace> namespace, long after, int limit) {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("limit is from 1 to " + MAX_PAGE + ", this is " + limit);
    }
    // One more than asked for tells whether there is a next page.
    var oldest = new PriorityQueue<Watcher>(Comparator.comparingLong(Watcher::id).reversed());
    for (Watcher watcher : all) {
      boolean wanted =
          watcher.id() > after
              && (namespace.isEmpty() || watcher.question().table().equals(namespace));
      if (wanted && (oldest.size() <= limit || watcher.id() < oldest.element().id())) {
        oldest.add(watcher);
        if (oldest.size() > limit + 1) {
          oldest.remove();
        }
      }
    }
    List<Entry> entries =
        oldest.stream()
            .sorted(Comparator.comparingLong(Watcher::id))
            .limit(limit)
            .map(Watcher::entry)
            .toList();
    return new Page(
        entries,
        oldest.size() > limit ? OptionalLong.of(entries.getLast().id()) : OptionalLong.empty());
  }

  /** All of them, in no order. */
  Iterable<Watcher> all() {
    return all;
  }

  /** Those whose answer is computed from the dtab of {@code namespace}. */
  public List<Watcher> of(Namespace namespace) {
    Optional<Namespace> wanted = Optional.of(namespace);
    var found = new ArrayList<Watcher>();
    for (Watcher watcher : all) {
      if (watcher.question().table().equals(wanted)) {
        found.add(watcher);
      }
    }
    return found;
  }

  boolean contains(Watcher watcher) {
    return all.contains(watcher);
  }

  void remove(Watcher watcher) {
    if (all.remove(watcher)) {
      closed.increment();
      counter(watcher.protocol(), watcher.question().kind()).decrementAndGet();
    }
  }

  long now() {
    return clock.millis();
  }

  private AtomicInteger counter(Protocol protocol, Question.Kind kind) {
    // Both maps have every constant.
    return Objects.requireNonNull(Objects.requireNonNull(counts.get(protocol)).get(kind));
  }
}
