package io.dtabd.bench;

import io.dtabd.api.HttpEncoding;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.mesh.MeshEncoding;
import io.dtabd.naming.BoundName;
import io.dtabd.thriftmux.ThriftEncoding;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A bound tree of two weighted leaves as each interface writes it, once for all who watch it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark {

  private final NameTree<BoundName> tree =
      Binding.tree(Dtab.read(SampleTable.ofSize(10)), Path.read(SampleTable.SPLIT_PATH));

  @Benchmark
  public byte[] http() {
    return HttpEncoding.line(tree);
  }

  @Benchmark
  public byte[] mesh() {
    return MeshEncoding.message(tree);
  }

  @Benchmark
  public Object thrift() {
    return ThriftEncoding.result(tree);
  }
}
