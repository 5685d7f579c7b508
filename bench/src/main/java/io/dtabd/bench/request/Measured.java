package io.dtabd.bench.request;

import io.dtabd.bench.load.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One server under measurement, with what its rounds have shown. */
final class Measured implements AutoCloseable {

  private final Callers callers;
  private final Optional<ServerProcess> process;
  private final List<Double> rates = new ArrayList<>();
  private long requests;
  private Duration cpu = Duration.ZERO;

  private Measured(Callers callers, Optional<ServerProcess> process) {
    this.callers = callers;
    this.process = process;
  }

  /**
   * @param process of the server, if it is one of ours, whose processor time can be seen
   */
  static Measured open(
      InetSocketAddress server,
      Optional<ServerProcess> process,
      int connections,
      List<byte[]> requests)
      throws InterruptedException {
    return new Measured(Callers.open(server, connections, requests), process);
  }

  Callers callers() {
    return callers;
  }

  void warmUp(Duration length) throws IOException, InterruptedException {
    callers.asFastAsItGoes(length);
  }

  void round(Duration length) throws IOException, InterruptedException {
    Duration before = cpuNow();
    Seen seen = callers.asFastAsItGoes(length);
    cpu = cpu.plus(cpuNow()).minus(before);
    rates.add(seen.perSecond());
    requests += seen.count();
  }

  /** The median of the rounds. */
  double perSecond() {
    return rates.stream().sorted().toList().get(rates.size() / 2);
  }

  String cpuOfRequest() {
    return process.isEmpty()
        ? "unknown"
        : String.format(Locale.ROOT, "%.1f µs", cpu.toNanos() / 1e3 / requests);
  }

  private Duration cpuNow() {
    return process.map(ServerProcess::cpu).orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    callers.close();
  }
}
