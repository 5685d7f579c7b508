package io.dtabd.bench;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Timer;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.Previews;
import io.dtabd.serving.preview.WatchedElsewhere;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The check of a write after which every watched name leads elsewhere, and nowhere to nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WriteCheckBenchmark {

  private static final Namespace NS = new Namespace("internal");
  private static final Dtab BEFORE =
      Dtab.read("/svc => 9 * /#/io.l5d.k8s/prod/http & /#/io.l5d.k8s/next/http");
  private static final Dtab AFTER =
      Dtab.read("/svc => 8 * /#/io.l5d.k8s/prod/http & 2 * /#/io.l5d.k8s/next/http");

  /** Cold, or on a busy machine, a check of so many names ends before it has seen all of them. */
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofMinutes(1);

  @Param({"42", "10000"})
  public int names;

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final Watchers watchers = new Watchers(InstantSource.system());
  private final WriteCheck check =
      new WriteCheck(
          new Previews(
              new InMemoryDtabStore(Map.of(), InstantSource.system()),
              watchers,
              Binding.NAMERS,
              new Derived.Setting(
                  thread, Timer.on(timers), Duration.ofSeconds(10), Duration.ofMillis(5)),
              thread),
          WatchedElsewhere.NONE,
          AS_LONG_AS_IT_TAKES);

  @Setup
  public void watch() {
    var client = InetSocketAddress.createUnresolved("proxy", 1);
    for (int i = 0; i < names; i++) {
      watchers.open(
          Protocol.HTTP, client, new Question.Bind(NS, Path.read("/svc/s" + i), Dtab.EMPTY));
    }
  }

  @TearDown
  public void stop() {
    thread.shutdown();
    timers.shutdown();
  }

  @Benchmark
  public WriteCheck.Report check() throws InterruptedException {
    WriteCheck.Report report =
        check.of(NS, io.dtabd.live.State.ok(BEFORE), AFTER, Optional.empty());
    if (!report.findings().isEmpty()) {
      throw new IllegalStateException("not everything was checked: " + report.findings());
    }
    return report;
  }
}
