package io.dtabd.naming;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.dtabd.live.Demand;
import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.live.Timer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;

/**
 * The addresses of host names, live. A name is looked up when it is first needed and again every
 * few seconds while it is; nobody who asks ever waits for a lookup.
 *
 * <p>A name that was known keeps its addresses for a while when lookups begin to fail, because a
 * resolver that is away looks the same as a name that is gone, and far more often is what happened.
 */
public final class Hosts {

  /** Finds the addresses of a host name; may block. */
  @FunctionalInterface
  public interface Lookup {
    InetAddress[] lookup(String host) throws UnknownHostException;
  }

  /**
   * How often names are looked up, and how long their addresses are kept.
   *
   * @param refresh between two lookups of one name
   * @param keep how long the last addresses of a name are given while its lookups fail
   * @param linger how long a name is looked up that nobody needs any more
   */
  public record Pace(Duration refresh, Duration keep, Duration linger) {

    /** The refresh is Finagle's. */
    public static final Pace DEFAULT =
        new Pace(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofMinutes(10));
  }

  /**
   * The names that are looked up at one time: a dtab can make up as many as it likes, and each
   * costs a lookup every few seconds.
   */
  static final int MAX_HOSTS = 10_000;

  private static final System.Logger log = System.getLogger(Hosts.class.getName());
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  private final Lookup lookup;
  private final Executor executor;
  private final Timer timer;
  private final InstantSource clock;
  private final Pace pace;
  private final Map<String, Host> hosts = new ConcurrentHashMap<>();

  /**
   * @param executor runs the lookups. Those of the JDK block a platform thread even when a virtual
   *     one asks, so it should be a few threads of their own; no name waits for itself twice, so a
   *     queue of {@value #MAX_HOSTS} is enough.
   */
  public Hosts(Lookup lookup, Executor executor, Timer timer, InstantSource clock, Pace pace) {
    this.lookup = lookup;
    this.executor = executor;
    this.timer = timer;
    this.clock = clock;
    this.pace = pace;
  }

  /** The addresses of {@code host}, a name or a literal address, with {@code port}. */
  public Live<Addr> addr(String host, int port) {
    if (port < 0 || port > 0xffff) {
      return failed("port " + port + " of host " + host + " is not between 0 and 65535");
    }
    if (host.equals("localhost")) {
      return addr(InetAddress.getLoopbackAddress(), port);
    }
    try {
      return addr(InetAddress.ofLiteral(host), port);
    } catch (IllegalArgumentException notALiteral) {
      return HOST_NAME.matcher(host).matches()
          ? new HostAddr(this, host, port)
          : failed("not a host name or address: " + host);
    }
  }

  static Live<Addr> addr(InetAddress ip, int port) {
    return port < 0 || port > 0xffff
        ? failed("port " + port + " is not between 0 and 65535")
        : Live.constant(State.ok(new Addr.Bound(Set.of(new Endpoint(ip, port)))));
  }

  private static Live<Addr> failed(String reason) {
    return Live.constant(State.failed(reason));
  }

  /** Equal for the same name and port, as what a path is looked up to has to be. */
  private record HostAddr(Hosts hosts, String host, int port) implements Live<Addr> {

    @Override
    public State<Addr> now() {
      Optional<Host> known = hosts.host(host);
      if (known.isEmpty()) {
        return State.failed("more than " + MAX_HOSTS + " host names are in use, one is " + host);
      }
      known.get().demand.touch();
      return known.get().addresses.now().map(this::withPort);
    }

    @Override
    public Subscription observe(Runnable onChange) {
      Optional<Host> known = hosts.host(host);
      if (known.isEmpty()) {
        return Subscription.NONE;
      }
      Subscription observer = known.get().addresses.observe(onChange);
      Subscription hold = known.get().demand.hold();
      return () -> {
        observer.close();
        hold.close();
      };
    }

    private Addr withPort(Set<InetAddress> ips) {
      if (ips.isEmpty()) {
        return new Addr.Neg();
      }
      var endpoints = new HashSet<Endpoint>();
      ips.forEach(ip -> endpoints.add(new Endpoint(ip, port)));
      return new Addr.Bound(endpoints);
    }
  }

  private Optional<Host> host(String name) {
    Host known = hosts.get(name);
    if (known == null && hosts.size() < MAX_HOSTS) {
      known = hosts.computeIfAbsent(name, Host::new);
    }
    return Optional.ofNullable(known);
  }

  /** One name: looked up as long as its demand lasts, then forgotten. */
  private final class Host {

    private final String name;

    /** Empty if there is no such host. */
    private final LiveCell<Set<InetAddress>> addresses = LiveCell.pending();

    private final Demand demand = new Demand(this::start, this::stop, pace.linger(), timer);

    // Guarded by this object's monitor.
    private boolean running;
    private Subscription next = Subscription.NONE;
    private Instant lastKnown = Instant.EPOCH;

    Host(String name) {
      this.name = name;
    }

    private synchronized void start() {
      running = true;
      // Whoever found this one just before it was forgotten brings it back.
      hosts.putIfAbsent(name, this);
      lookUpSoon();
    }

    private synchronized void stop() {
      running = false;
      next.close();
      hosts.remove(name, this);
    }

    private void lookUpSoon() {
      try {
        executor.execute(this::lookUp);
      } catch (RejectedExecutionException e) {
        lookUpLater();
      }
    }

    private synchronized void lookUpLater() {
      next.close();
      next = running ? timer.after(pace.refresh(), this::lookUpSoon) : Subscription.NONE;
    }

    private void lookUp() {
      try {
        Set<InetAddress> found = Set.copyOf(Arrays.asList(lookup.lookup(name)));
        known(found);
      } catch (UnknownHostException e) {
        unknown();
      } finally {
        lookUpLater();
      }
    }

    private void known(Set<InetAddress> found) {
      synchronized (this) {
        lastKnown = clock.instant();
      }
      addresses.set(State.ok(found));
    }

    private void unknown() {
      Instant keptUntil;
      synchronized (this) {
        keptUntil = lastKnown.plus(pace.keep());
      }
      boolean had =
          addresses.now() instanceof State.Ok<Set<InetAddress>>(var ips) && !ips.isEmpty();
      if (had && clock.instant().isBefore(keptUntil)) {
        log.log(
            DEBUG,
            "host {0} cannot be looked up; its addresses are kept until {1}",
            name,
            keptUntil);
        return;
      }
      if (had) {
        log.log(
            WARNING,
            "host {0} cannot be looked up; the addresses it had are not given any longer",
            name);
      }
      addresses.set(State.ok(Set.of()));
    }
  }
}
