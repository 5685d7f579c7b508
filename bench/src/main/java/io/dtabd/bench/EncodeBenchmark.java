package io.dtabd.bench;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.naming.BoundName;
import io.dtabd.serving.Format;
import io.dtabd.thriftmux.Values;
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

  private static final Format<NameTree<BoundName>> HTTP = new io.dtabd.api.BoundTreeFormat();
  private static final Format<NameTree<BoundName>> MESH = new io.dtabd.mesh.BoundTreeFormat();
  private static final Format<NameTree<BoundName>> THRIFT = Values.BOUND;

  private final io.dtabd.live.State<NameTree<BoundName>> tree =
      io.dtabd.live.State.ok(
          Binding.tree(Dtab.read(SampleTable.ofSize(10)), Path.read(SampleTable.SPLIT_PATH)));

  @Benchmark
  public Object http() {
    return HTTP.encode(tree);
  }

  @Benchmark
  public Object mesh() {
    return MESH.encode(tree);
  }

  @Benchmark
  public Object thrift() {
    return THRIFT.encode(tree);
  }
}
