package io.dtabd.bench;

import io.dtabd.dtab.Dtab;
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

/** Reading a table, its index included, and printing it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DtabTextBenchmark {

  @Param({"10", "1000", "100000"})
  public int dentries;

  private String text = "";
  private Dtab dtab = Dtab.EMPTY;

  @Setup
  public void make() {
    text = SampleTable.ofSize(dentries);
    dtab = Dtab.read(text);
  }

  @Benchmark
  public Dtab read() {
    return Dtab.read(text);
  }

  @Benchmark
  public String show() {
    return dtab.show();
  }
}
