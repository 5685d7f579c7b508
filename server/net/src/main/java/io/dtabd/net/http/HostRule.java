package io.dtabd.net.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Under which names a listener answers. What is on the loopback is for this machine alone, but its
 * browsers show pages of any site, and a site can let its own name lead here: such a page reads and
 * writes as one of this server's would. Its requests bear that name.
 *
 * <p>A listener that other machines reach goes by names that nobody has listed. There the network,
 * and TLS, say who comes.
 */
public final class HostRule {

  /** What becomes of a request that bears no name; no browser sends one. */
  public enum Unnamed {
    ANSWERED,
    /** As RFC 9112 has it, for HTTP/1.1. */
    REJECTED
  }

  /** Every request is answered. */
  public static final HostRule NONE =
      new HostRule("", false, new HostNames(List.of()), Unnamed.ANSWERED, System::nanoTime);

  /** Between two lines in the log about one name. */
  static final Duration QUIET = Duration.ofHours(1);

  /** Names in the log an hour. Clients choose them, and could fill a disk. */
  static final int MAX_LOGGED = 1_000;

  private static final Logger log = LoggerFactory.getLogger(HostRule.class);

  private final String listener;
  private final boolean isOnLoopback;
  private final HostNames names;
  private final Unnamed unnamed;
  private final LongSupplier nanoClock;

  /** When each name was logged, the oldest first. */
  private final Map<String, Long> logged = new LinkedHashMap<>();

  /**
   * @param listener its name, for the log
   * @param ip where it listens
   */
  public static HostRule of(String listener, InetAddress ip, HostNames names, Unnamed unnamed) {
    return new HostRule(listener, ip.isLoopbackAddress(), names, unnamed, System::nanoTime);
  }

  HostRule(
      String listener,
      boolean isOnLoopback,
      HostNames names,
      Unnamed unnamed,
      LongSupplier nanoClock) {
    this.listener = listener;
    this.isOnLoopback = isOnLoopback;
    this.names = names;
    this.unnamed = unnamed;
    this.nanoClock = nanoClock;
  }

  /**
   * Rejects a request that bears another name.
   *
   * @throws HttpProblem 403, or 400 if it bears none and has to
   */
  void check(Headers headers, boolean isHttp10, Peer peer) {
    @Nullable String host = headers.first("Host");
    if (host == null || host.isBlank()) {
      if (unnamed == Unnamed.REJECTED && !isHttp10) {
        throw HttpProblem.badRequest(
            "The request has no Host header; send one, such as Host: localhost");
      }
      return;
    }
    if (isOnLoopback && !names.isOwn(host)) {
      String name = HostNames.shown(host);
      if (isNews(name)) {
        log.warn(
            "{} rejected a request under the name '{}', from {}: a page of another site may have sent"
                + " it. If the name is this server's, add it to io.dtabd.hosts",
            listener,
            name,
            peer.remote());
      }
      throw HostNames.refusal(host);
    }
  }

  private synchronized boolean isNews(String name) {
    long now = nanoClock.getAsLong();
    Iterator<Long> times = logged.values().iterator();
    while (times.hasNext() && now - times.next() >= QUIET.toNanos()) {
      times.remove();
    }
    return logged.size() < MAX_LOGGED && logged.putIfAbsent(name, now) == null;
  }
}
