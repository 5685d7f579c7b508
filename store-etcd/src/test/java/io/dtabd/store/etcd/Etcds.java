package io.dtabd.store.etcd;

import io.dtabd.store.StoreEvents;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Stores for tests. */
final class Etcds {

  /** For a server that is well on a machine that is busy. */
  private static final EtcdOptions.Timing LATE =
      new EtcdOptions.Timing(
          Duration.ofMinutes(2),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  /** For tests of outages, which would wait for long. */
  private static final EtcdOptions.Timing SOON =
      new EtcdOptions.Timing(
          Duration.ofSeconds(6),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofMillis(250),
          Duration.ofSeconds(1));

  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private Etcds() {}

  /** One that no other test has. */
  static String newPrefix() {
    return "/test" + PREFIXES.incrementAndGet() + "/dtabs";
  }

  /** One that waits however busy the machine is. */
  static EtcdDtabStore open(String prefix, String... urls) {
    return open(LATE, prefix, StoreEvents.NONE, urls);
  }

  /** One that gives up {@link #SOON}. */
  static EtcdDtabStore openHasty(String prefix, String... urls) {
    return open(SOON, prefix, StoreEvents.NONE, urls);
  }

  static EtcdDtabStore openHasty(String prefix, StoreEvents events, String... urls) {
    return open(SOON, prefix, events, urls);
  }

  private static EtcdDtabStore open(
      EtcdOptions.Timing timing, String prefix, StoreEvents events, String... urls) {
    return EtcdDtabStore.open(
        new EtcdOptions(
            Stream.of(urls).map(URI::create).toList(),
            prefix,
            Optional.empty(),
            Optional.empty(),
            timing),
        InstantSource.system(),
        events);
  }
}
