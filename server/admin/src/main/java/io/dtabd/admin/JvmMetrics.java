package io.dtabd.admin;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The process: memory, garbage collection, threads, CPU, open files, uptime, Netty's buffers. */
final class JvmMetrics implements AutoCloseable {

  private static final Path STATUS = Path.of("/proc/self/status");

  private final JvmGcMetrics gc = new JvmGcMetrics();

  void bindTo(MeterRegistry registry) {
    // In nanoseconds, against the conventions; process_cpu_seconds_total takes its place.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmInfoMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    bindProcess(registry);
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
      bindNetty(registry, provider.metric());
    }
  }

  private static void bindProcess(MeterRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      FunctionCounter.builder(
              "process.cpu",
              system,
              it -> it.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1))
          .description("CPU time that the process has used")
          .baseUnit("seconds")
          .register(registry);
    }
    if (Files.isReadable(STATUS)) {
      Gauge.builder("process.resident.memory", JvmMetrics::residentBytes)
          .description("Memory of the process that is in RAM")
          .baseUnit("bytes")
          .register(registry);
    }
  }

  private static double residentBytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> 1024.0 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static void bindNetty(MeterRegistry registry, ByteBufAllocatorMetric allocator) {
    Gauge.builder("netty.allocator.used", allocator, ByteBufAllocatorMetric::usedDirectMemory)
        .description("Memory that Netty holds for buffers, in use or for reuse")
        .baseUnit("bytes")
        .tag("memory", "direct")
        .register(registry);
    Gauge.builder("netty.allocator.used", allocator, ByteBufAllocatorMetric::usedHeapMemory)
        .description("Memory that Netty holds for buffers, in use or for reuse")
        .baseUnit("bytes")
        .tag("memory", "heap")
        .register(registry);
  }

  @Override
  public void close() {
    gc.close();
  }
}
