package io.dtabd.server;

import io.dtabd.config.Limits;
import io.dtabd.live.Derived;
import io.dtabd.live.Timer;
import io.dtabd.naming.Hosts;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/** The threads on which names are bound and looked up, apart from those that serve connections. */
final class Engine implements AutoCloseable {

  /**
   * The JDK looks names up one after another in each thread; slow servers must not hold up others.
   */
  private static final int LOOKUP_THREADS = 8;

  private final ScheduledThreadPoolExecutor clockwork;
  private final ExecutorService binding;
  private final ExecutorService lookups;
  private final ExecutorService previews;
  private final Derived.Setting setting;
  private final Hosts hosts;

  Engine(Limits limits, InstantSource clock) {
    clockwork = new ScheduledThreadPoolExecutor(1, named("dtabd-timer"));
    // Most timers are cancelled long before they are due: they must not wait in the queue till
    // then.
    clockwork.setRemoveOnCancelPolicy(true);
    binding =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), named("dtabd-bind"));
    lookups = Executors.newFixedThreadPool(LOOKUP_THREADS, named("dtabd-dns"));
    previews = Executors.newSingleThreadExecutor(named("dtabd-preview"));
    Timer timer = Timer.on(clockwork);
    setting = new Derived.Setting(binding, timer, limits.watchLinger(), limits.settleTime());
    hosts = new Hosts(InetAddress::getAllByName, lookups, timer, clock, Hosts.Pace.DEFAULT);
  }

  /** Where and when live values are computed. */
  Derived.Setting setting() {
    return setting;
  }

  /** One thread for what people want to know before they change something. */
  Executor previews() {
    return previews;
  }

  /** What host names mean. */
  Hosts hosts() {
    return hosts;
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
    binding.shutdownNow();
    lookups.shutdownNow();
    previews.shutdownNow();
  }

  private static ThreadFactory named(String name) {
    return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
  }
}
