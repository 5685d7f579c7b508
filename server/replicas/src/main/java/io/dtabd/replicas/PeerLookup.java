package io.dtabd.replicas;

import io.dtabd.config.ClientTls;
import io.dtabd.config.HostPort;
import io.dtabd.config.PeersConfig;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the addresses of the other replicas, anew each time: replicas come and go. */
final class PeerLookup {

  /** Finds the addresses of a host. */
  @FunctionalInterface
  interface Dns {

    Dns SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    List<InetAddress> find(String host) throws UnknownHostException;
  }

  /**
   * @param missing replicas that cannot be asked, by the names that lead to them
   */
  record Found(Set<PeerAddress> addresses, List<PeerResponse.Silent> missing) {

    private void miss(String name, String reason) {
      missing.add(new PeerResponse.Silent(new Replica(name, Optional.of(name)), reason));
    }
  }

  private final PeersConfig.Where where;
  private final Optional<String> commonName;
  private final Dns dns;

  /** A lookup that hangs is waited for by all who need it; it is not begun again meanwhile. */
  private final Map<String, FutureTask<List<InetAddress>>> running = new ConcurrentHashMap<>();

  PeerLookup(PeersConfig config, Dns dns) {
    this.where = config.where();
    this.commonName = config.tls().flatMap(ClientTls::commonName);
    this.dns = dns;
  }

  /**
   * @param deadline by {@link System#nanoTime}; what is not found by then is missing
   */
  Found find(long deadline) throws InterruptedException {
    var found = new Found(new LinkedHashSet<>(), new ArrayList<>());
    switch (where) {
      case PeersConfig.Where.Dns(String name, int port) -> {
        List<InetAddress> addresses = await(start(name), name, deadline, found);
        addresses.stream()
            .limit(PeersConfig.MAX_PEERS)
            .map(address -> new PeerAddress(address, port, tlsName(name)))
            .forEach(found.addresses()::add);
        if (addresses.size() > PeersConfig.MAX_PEERS) {
          found.miss(name, tooMany(addresses.size()));
        }
      }
      case PeersConfig.Where.Addresses(List<HostPort> hosts) -> {
        List<FutureTask<List<InetAddress>>> lookups =
            hosts.stream().map(each -> start(each.host())).toList();
        for (int i = 0; i < hosts.size(); i++) {
          HostPort each = hosts.get(i);
          List<InetAddress> addresses =
              await(lookups.get(i), each.toString(), deadline, found).stream().distinct().toList();
          addresses.stream()
              .findFirst()
              .map(address -> new PeerAddress(address, each.port(), tlsName(each.host())))
              .ifPresent(found.addresses()::add);
          long replicas = ofOneFamily(addresses);
          if (replicas > 1) {
            found.miss(each.toString(), onlyOne(replicas));
          }
        }
      }
    }
    return found;
  }

  private static String tooMany(int addresses) {
    return "has %d addresses, of which only %d are asked"
        .formatted(addresses, PeersConfig.MAX_PEERS);
  }

  private static String onlyOne(long addresses) {
    return "has %d addresses, of which only one is asked; give the name as 'dns' to ask all"
        .formatted(addresses);
  }

  /**
   * How many addresses the larger family has. One of IPv4 and one of IPv6 are one replica; two of a
   * family may be two, and nobody would ask the second.
   */
  private static long ofOneFamily(List<InetAddress> addresses) {
    long four = addresses.stream().filter(Inet4Address.class::isInstance).count();
    return Math.max(four, addresses.size() - four);
  }

  private Optional<String> tlsName(String host) {
    return commonName.or(() -> isLiteral(host) ? Optional.empty() : Optional.of(host));
  }

  private static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** In a thread of the system: a lookup is native code, which keeps the thread it is on. */
  private FutureTask<List<InetAddress>> start(String host) {
    if (isLiteral(host)) {
      var known = new FutureTask<>(() -> List.of(InetAddress.ofLiteral(host)));
      known.run();
      return known;
    }
    return running.computeIfAbsent(
        host,
        _ -> {
          var lookup =
              new FutureTask<>(
                  () -> {
                    try {
                      return dns.find(host);
                    } finally {
                      // Before callers have the result, so that their next lookup is a new one.
                      running.remove(host);
                    }
                  });
          Thread.ofPlatform().daemon().name("lookup of " + host).start(lookup);
          return lookup;
        });
  }

  /**
   * @param name of what is missing if it fails
   */
  private static List<InetAddress> await(
      FutureTask<List<InetAddress>> lookup, String name, long deadline, Found found)
      throws InterruptedException {
    try {
      return lookup.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      found.miss(name, "was not found in DNS in time");
    } catch (ExecutionException e) {
      found.miss(name, "does not resolve");
    }
    return List.of();
  }
}
