package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.live.Live;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HostsTest {

  private static final Hosts.Pace PACE =
      new Hosts.Pace(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofMinutes(1));

  private final ManualTimer timer = new ManualTimer();
  private final Map<String, String[]> names = new HashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final Hosts hosts = new Hosts(this::lookup, Runnable::run, timer, timer, PACE);

  private InetAddress[] lookup(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    String[] found = names.get(host);
    if (found == null) {
      throw new UnknownHostException(host);
    }
    return Arrays.stream(found).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
  }

  private static State<Addr> bound(int port, String... ips) {
    return State.ok(
        new Addr.Bound(
            Arrays.stream(ips)
                .map(ip -> new Endpoint(InetAddress.ofLiteral(ip), port))
                .collect(Collectors.toSet())));
  }

  @Test
  void literalAddressesAreNotLookedUp() {
    assertThat(hosts.addr("10.1.2.3", 80).now()).isEqualTo(bound(80, "10.1.2.3"));
    assertThat(hosts.addr("2001:db8::1", 80).now()).isEqualTo(bound(80, "2001:db8::1"));
    assertThat(hosts.addr("localhost", 80).now()).isEqualTo(bound(80, "127.0.0.1"));
    assertThat(lookups).hasValue(0);
  }

  @Test
  void nameHasAllItsAddresses() {
    names.put("web", new String[] {"10.0.0.1", "10.0.0.2"});
    assertThat(hosts.addr("web", 80).now()).isEqualTo(bound(80, "10.0.0.1", "10.0.0.2"));
  }

  @Test
  void nameIsPendingWhileItIsLookedUp() {
    var slow = new Hosts(this::lookup, _ -> {}, timer, timer, PACE);
    assertThat(slow.addr("web", 80).now()).isEqualTo(State.pending());
  }

  @Test
  void unknownNameIsNeg() {
    assertThat(hosts.addr("nosuch", 80).now()).isEqualTo(State.ok(new Addr.Neg()));
  }

  @Test
  void oneNameIsLookedUpOnceForAllPorts() {
    names.put("web", new String[] {"10.0.0.1"});
    hosts.addr("web", 80).now();
    hosts.addr("web", 81).now();
    assertThat(lookups).hasValue(1);
  }

  @Test
  void changeIsToldWithinTheRefreshTime() {
    names.put("web", new String[] {"10.0.0.1"});
    Live<Addr> web = hosts.addr("web", 80);
    var told = new AtomicInteger();
    try (Subscription _ = web.observe(told::incrementAndGet)) {
      told.set(0);
      names.put("web", new String[] {"10.0.0.9"});
      timer.advance(PACE.refresh());
      assertThat(told).hasValue(1);
      assertThat(web.now()).isEqualTo(bound(80, "10.0.0.9"));
    }
  }

  @Test
  void addressesAreKeptForAWhileWhenLookupsFail() {
    names.put("web", new String[] {"10.0.0.1"});
    Live<Addr> web = hosts.addr("web", 80);
    try (Subscription _ = web.observe(() -> {})) {
      names.clear();
      timer.advance(PACE.keep().minusSeconds(6));
      assertThat(web.now()).isEqualTo(bound(80, "10.0.0.1"));
      timer.advance(Duration.ofSeconds(12));
      assertThat(web.now()).isEqualTo(State.ok(new Addr.Neg()));
    }
  }

  @Test
  void nameThatComesBackIsBoundAgain() {
    Live<Addr> web = hosts.addr("web", 80);
    try (Subscription _ = web.observe(() -> {})) {
      assertThat(web.now()).isEqualTo(State.ok(new Addr.Neg()));
      names.put("web", new String[] {"10.0.0.1"});
      timer.advance(PACE.refresh());
      assertThat(web.now()).isEqualTo(bound(80, "10.0.0.1"));
    }
  }

  @Test
  void nameThatNobodyNeedsIsNoLongerLookedUp() {
    hosts.addr("web", 80).observe(() -> {}).close();
    timer.advance(PACE.linger().plus(PACE.refresh()));
    int before = lookups.get();
    timer.advance(Duration.ofHours(1));
    assertThat(lookups).hasValue(before);
  }

  @Test
  void addressesOfOneNameAndPortAreEqual() {
    assertThat(hosts.addr("web", 80)).isEqualTo(hosts.addr("web", 80));
    assertThat(hosts.addr("web", 80)).isNotEqualTo(hosts.addr("web", 81));
    assertThat(hosts.addr("10.0.0.1", 80)).isEqualTo(hosts.addr("10.0.0.1", 80));
  }

  @Test
  void tooManyNamesFailAndTheRestGoesOn() {
    names.put("h0", new String[] {"10.0.0.1"});
    for (int i = 0; i < Hosts.MAX_HOSTS; i++) {
      hosts.addr("h" + i, 80).now();
    }
    assertThat(hosts.addr("one-more", 80).now())
        .isEqualTo(State.failed("more than 10000 host names are in use, one is one-more"));
    assertThat(hosts.addr("h0", 80).now()).isEqualTo(bound(80, "10.0.0.1"));
  }

  @Test
  void portsAndNamesThatCannotBeFailWithoutALookup() {
    assertThat(hosts.addr("web", 65_536).now())
        .isEqualTo(State.failed("port 65536 of host web is not between 0 and 65535"));
    assertThat(hosts.addr("no host!", 80).now())
        .isEqualTo(State.failed("not a host name or address: no host!"));
    assertThat(lookups).hasValue(0);
  }

  @Test
  void rejectedLookupIsTriedAgain() {
    var full = new AtomicBoolean(true);
    var busy =
        new Hosts(
            this::lookup,
            task -> {
              if (full.get()) {
                throw new RejectedExecutionException();
              }
              task.run();
            },
            timer,
            timer,
            PACE);
    names.put("web", new String[] {"10.0.0.1"});
    Live<Addr> web = busy.addr("web", 80);
    try (Subscription _ = web.observe(() -> {})) {
      assertThat(web.now()).isEqualTo(State.pending());
      full.set(false);
      timer.advance(PACE.refresh());
      assertThat(web.now()).isEqualTo(bound(80, "10.0.0.1"));
    }
  }
}
