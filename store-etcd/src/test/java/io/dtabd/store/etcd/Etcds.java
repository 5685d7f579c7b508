package io.dtabd.store.etcd;

import io.dtabd.store.StoreEvents;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores for tests, that find out soon that a server is away. */
final class Etcds {

  static final EtcdOptions.Timing SOON =
      new EtcdOptions.Timing(
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofMillis(250),
          Duration.ofSeconds(1));

  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private Etcds() {}

  /** One that no other test has. */
  static String newPrefix() {
    return "/test" + PREFIXES.incrementAndGet() + "/dtabs";
  }

  static EtcdDtabStore open(String prefix, String... urls) {
    return open(prefix, StoreEvents.NONE, urls);
  }

  static EtcdDtabStore open(String prefix, StoreEvents events, String... urls) {
    return EtcdDtabStore.open(
        new EtcdOptions(
            List.of(urls).stream().map(URI::create).toList(),
            prefix,
            Optional.empty(),
            Optional.empty(),
            SOON),
        InstantSource.system(),
        events);
  }
}
