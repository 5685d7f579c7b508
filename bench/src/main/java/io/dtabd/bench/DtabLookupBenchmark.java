package io.dtabd.bench;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
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
import org.openjdk.jmh.annotations.Warmup;

/** One lookup of one path in tables of several lengths: the time should hardly depend on it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DtabLookupBenchmark {

  @Param({"10", "1000", "100000"})
  public int dentries;

  private final Path path = Path.read(SampleTable.PATH);
  private Dtab dtab = Dtab.EMPTY;
  private Dtab withLocal = Dtab.EMPTY;

  @Setup
  public void read() {
    dtab = Dtab.read(SampleTable.ofSize(dentries));
    withLocal = dtab.concat(Dtab.read("/svc/team-1/service-1 => /$/inet/127.1/9000"));
  }

  @Benchmark
  public NameTree<Path> lookup() {
    return dtab.lookup(path);
  }

  @Benchmark
  public NameTree<Path> lookupWithLocalDtab() {
    return withLocal.lookup(path);
  }
}
