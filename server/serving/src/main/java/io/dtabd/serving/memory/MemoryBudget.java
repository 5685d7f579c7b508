package io.dtabd.serving.memory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One budget of bytes for all that is kept on behalf of clients: what they ask, the answers, what
 * their sockets have not taken, and what of a request has arrived. Bytes on the heap and outside of
 * it count alike, and neither can be exceeded, since each is as large as the other.
 *
 * <p>Something new is refused where its connection would hold more than is left for others, its
 * address more than its share, or all together more than there is. What is open already is never
 * refused: for it, connections that take nothing of what they have asked for are cut.
 */
public final class MemoryBudget {

  /**
   * Of the heap. The rest is for the tables themselves, for computing and encoding answers, and for
   * garbage.
   */
  private static final double SHARE_OF_HEAP = 0.4;

  /** What any connection may hold, as long as there is anything left: hundreds of questions. */
  static final long SMALL = 64 * 1024;

  /** A client that takes nothing for so long may be cut; a pause of its collector is shorter. */
  public static final Duration STALLED = Duration.ofSeconds(1);

  /** Looking at all who might be cut takes milliseconds if there are 100,000. */
  private static final long BETWEEN_CUTS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** More is cut than is missing, so that it is not done again for the next byte. */
  private static final int SLACK_SHARE = 10;

  /** Why something new is refused. */
  public enum Refusal {
    CONNECTION,
    ADDRESS,
    TOTAL
  }

  private final long bound;
  private final long boundOfAddress;
  private final Predicate<InetAddress> isShared;
  private final LongSupplier nanoClock;
  private final AtomicLong kept = new AtomicLong();
  private final Map<InetAddress, AddressUse> addresses = new ConcurrentHashMap<>();
  private final Set<MemoryAccount> unread = ConcurrentHashMap.newKeySet();
  private final AtomicLong nextCut;
  private final Map<Refusal, LongAdder> refused =
      Map.of(
          Refusal.CONNECTION, new LongAdder(),
          Refusal.ADDRESS, new LongAdder(),
          Refusal.TOTAL, new LongAdder());
  private final LongAdder cut = new LongAdder();

  /** What all connections from one address hold. */
  static final class AddressUse {
    final AtomicLong held = new AtomicLong();
    final boolean isShared;

    /** Guarded by the map. */
    private int accounts;

    private AddressUse(boolean isShared) {
      this.isShared = isShared;
    }
  }

  /**
   * @param bound of all
   * @param boundOfAddress of all connections from one address
   * @param isShared addresses that many clients have in common, for which that does not hold
   * @param nanoClock that of the connections
   */
  public MemoryBudget(
      long bound, long boundOfAddress, Predicate<InetAddress> isShared, LongSupplier nanoClock) {
    this.bound = bound;
    this.boundOfAddress = boundOfAddress;
    this.isShared = isShared;
    this.nanoClock = nanoClock;
    this.nextCut = new AtomicLong(nanoClock.getAsLong());
  }

  /** For a process that serves nobody else: its whole share, for any address too. */
  public static MemoryBudget ofThisProcess() {
    return new MemoryBudget(bytesOfThisProcess(), Long.MAX_VALUE, _ -> true, System::nanoTime);
  }

  /** The share of what this process may have. */
  public static long bytesOfThisProcess() {
    return (long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP);
  }

  /**
   * Begins to count what a connection holds.
   *
   * @param holder told to close if it takes nothing of what it asked for and memory is short
   */
  public MemoryAccount open(SocketAddress remote, MemoryAccount.Holder holder) {
    InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
    AddressUse use = address == null ? new AddressUse(true) : use(address);
    return new MemoryAccount(this, address, use, holder);
  }

  private AddressUse use(InetAddress address) {
    return addresses.compute(
        address,
        (_, known) -> {
          AddressUse use = known == null ? new AddressUse(isShared.test(address)) : known;
          use.accounts++;
          return use;
        });
  }

  void leave(@Nullable InetAddress address) {
    if (address != null) {
      addresses.computeIfPresent(address, (_, use) -> --use.accounts == 0 ? null : use);
    }
  }

  /**
   * Takes bytes for something that is shared and that no connection is to be blamed for.
   *
   * @return false, and nothing taken, if there are not so many
   */
  public boolean tryTake(long bytes) {
    if (kept.addAndGet(bytes) <= bound) {
      return true;
    }
    kept.addAndGet(-bytes);
    return false;
  }

  /** Counts that something shared of so many bytes was refused, and makes room for the next. */
  public void refuse(long bytes) {
    var _ = refused(Refusal.TOTAL, bytes);
  }

  /** Takes bytes for what has to be kept; others are cut if there are not so many. */
  public void add(long bytes) {
    if (kept.addAndGet(bytes) > bound && bytes > 0) {
      cutStalled(0);
    }
  }

  public void giveBack(long bytes) {
    kept.addAndGet(-bytes);
  }

  /**
   * Takes bytes for an account, which is to count them as its own.
   *
   * @param held by it already
   * @param share bytes that are counted elsewhere, but kept because of it
   * @return why not, and then nothing is taken
   */
  Optional<Refusal> take(long held, AddressUse address, long bytes, long share) {
    long left = bound - kept.addAndGet(bytes);
    long own = held + bytes + share;
    Refusal reason = null;
    if (left < 0) {
      reason = Refusal.TOTAL;
    } else if (own > SMALL && own > left) {
      reason = Refusal.CONNECTION;
    } else if (!address.isShared && address.held.get() + bytes + share > boundOfAddress) {
      reason = Refusal.ADDRESS;
    }
    if (reason == null) {
      return Optional.empty();
    }
    kept.addAndGet(-bytes);
    return Optional.of(refused(reason, bytes));
  }

  private Refusal refused(Refusal reason, long bytes) {
    Objects.requireNonNull(refused.get(reason)).increment();
    switch (reason) {
      case TOTAL, CONNECTION -> cutStalled(bytes);
      case ADDRESS -> {}
    }
    return reason;
  }

  /** What is kept for {@code account} waits for its client. */
  void isUnread(MemoryAccount account) {
    unread.add(account);
  }

  void isRead(MemoryAccount account) {
    unread.remove(account);
  }

  /** Those first that hold the most. */
  private void cutStalled(long wanted) {
    long now = nanoClock.getAsLong();
    long due = nextCut.get();
    if (now - due < 0 || !nextCut.compareAndSet(due, now + BETWEEN_CUTS_NANOS)) {
      return;
    }
    // What they keep may change while they are sorted.
    List<Candidate> stalled =
        unread.stream()
            .filter(account -> account.isStalled(now))
            .map(account -> new Candidate(account, account.kept()))
            .sorted(Comparator.comparingLong(Candidate::kept).reversed())
            .toList();
    long missing = kept.get() + wanted + bound / SLACK_SHARE - bound;
    for (Candidate candidate : stalled) {
      if (missing <= 0) {
        return;
      }
      missing -= candidate.kept;
      cut.increment();
      candidate.account.cut();
    }
  }

  private record Candidate(MemoryAccount account, long kept) {}

  /**
   * Whether so much can be kept and, if it is much, encoded too, with something left for those who
   * ask for little.
   */
  public boolean hasRoom(long bytes) {
    return bytes <= SMALL
        ? kept.get() + bytes <= bound
        : kept.get() + bytes + bytes / 2 <= bound - bound / SLACK_SHARE;
  }

  /** Whether what nobody uses at the moment had better go. */
  public boolean isShort() {
    return kept.get() > bound - bound / SLACK_SHARE;
  }

  public long bound() {
    return bound;
  }

  /** At this moment. */
  public long kept() {
    return kept.get();
  }

  /** How often something new was refused since the start. */
  public long refused(Refusal reason) {
    return Objects.requireNonNull(refused.get(reason)).sum();
  }

  /** How many were cut since the start. */
  public long cut() {
    return cut.sum();
  }
}
