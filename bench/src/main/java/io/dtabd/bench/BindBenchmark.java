package io.dtabd.bench;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.naming.BoundName;
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

/** From a path to its bound tree: all lookups in the table, and those of the namer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BindBenchmark {

  @Param({"10", "1000", "100000"})
  public int dentries;

  private final Path path = Path.read(SampleTable.PATH);
  private final Path split = Path.read(SampleTable.SPLIT_PATH);
  private Dtab dtab = Dtab.EMPTY;

  @Setup
  public void read() {
    dtab = Dtab.read(SampleTable.ofSize(dentries));
  }

  /** One leaf. */
  @Benchmark
  public NameTree<BoundName> bind() {
    return Binding.tree(dtab, path);
  }

  /** Two, by weight. */
  @Benchmark
  public NameTree<BoundName> bindSplit() {
    return Binding.tree(dtab, split);
  }
}
