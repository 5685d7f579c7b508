package io.dtabd.testing.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.dtabd.testing.peers.PortPool.Range;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortPoolTest {

  private static final Range RANGE = new Range(15_000, 31_999);

  @TempDir Path folder;

  @Test
  void noPortIsGivenOutTwiceInTwoProcessesWithManyThreads() throws Exception {
    int each = 8_000;
    Process other = drawer(RANGE, each);
    try (BufferedReader drawn = other.inputReader(StandardCharsets.US_ASCII)) {
      var ports = new ArrayList<>(draw(new PortPool(RANGE, lockFile(), _ -> true), 20, each / 20));
      for (String line = drawn.readLine(); !line.equals("all"); line = drawn.readLine()) {
        ports.add(Integer.valueOf(line));
      }
      assertThat(ports).hasSize(2 * each).doesNotHaveDuplicates();
    } finally {
      other.destroyForcibly();
    }
  }

  private static List<Integer> draw(PortPool pool, int threads, int each) throws Exception {
    Callable<List<Integer>> drawing =
        () -> {
          var ports = new ArrayList<Integer>();
          for (int i = 0; i < each; i++) {
            ports.add(pool.take());
          }
          return ports;
        };
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      var all = new ArrayList<Integer>();
      for (Future<List<Integer>> future :
          executor.invokeAll(Stream.generate(() -> drawing).limit(threads).toList())) {
        all.addAll(future.get());
      }
      return all;
    }
  }

  @Test
  void portsOfAProcessThatWasKilledAreGivenOutAgain() throws Exception {
    Range few = freeRange(3);
    Process other = drawer(few, few.size());
    var pool = pool(few);
    try (BufferedReader drawn = other.inputReader(StandardCharsets.US_ASCII)) {
      assertThat(drawn.lines().limit(few.size() + 1L)).contains("all");
      assertThatIOException().isThrownBy(pool::take);
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(List.of(pool.take(), pool.take(), pool.take())).doesNotHaveDuplicates();
  }

  @Test
  void aRangeThatIsUsedUpIsNamed() throws Exception {
    Range one = freeRange(1);
    var pool = pool(one);
    pool.take();

    assertThatIOException()
        .isThrownBy(pool::take)
        .withMessageContaining("No port is left between %d and %d", one.first(), one.last());
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1", "0.0.0.0", "::"})
  void aPortThatSomebodyListensOnIsNotGivenOut(String address) throws Exception {
    Range two = freeRange(2);
    try (var _ = new ServerSocket(two.first(), 1, InetAddress.getByName(address))) {
      var pool = pool(two);

      assertThat(pool.take()).isEqualTo(two.last());
      assertThatIOException().isThrownBy(pool::take);
    }
  }

  @Test
  void aPortIsGivenOutWhenNobodyListensAnyMore() throws Exception {
    Range one = freeRange(1);
    var pool = pool(one);
    try (var _ = new ServerSocket(one.first())) {
      assertThatIOException().isThrownBy(pool::take);
    }
    assertThat(pool.take()).isEqualTo(one.first());
  }

  @Test
  void aLockFileThatCannotBeOpenedIsNamed() {
    assertThatIOException()
        .isThrownBy(new PortPool(RANGE, folder, PortPool::isFree)::take)
        .withMessageContaining("Cannot open " + folder);
  }

  @ParameterizedTest(name = "below the ephemeral ports {0}: {1} to {2}")
  @CsvSource({
    "'32768\t60999\n', 15000, 31999",
    "'20000\t60999\n', 15000, 19999",
    // None would be left.
    "'1024\t65535\n', 15000, 31999",
    "'', 15000, 31999",
  })
  void portsAreBelowTheEphemeralOnes(String ephemeral, int first, int last) {
    assertThat(Range.below(ephemeral)).isEqualTo(new Range(first, last));
  }

  private PortPool pool(Range range) {
    return new PortPool(range, lockFile(), PortPool::isFree);
  }

  private Path lockFile() {
    return folder.resolve("locks");
  }

  private Process drawer(Range range, int count) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PortDrawer.class.getName(),
            Integer.toString(range.first()),
            Integer.toString(range.last()),
            lockFile().toString(),
            Integer.toString(count))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Ports next to each other that are this test's. */
  private static Range freeRange(int size) throws IOException {
    int last = Ports.free();
    for (int count = 1; count < size; count++) {
      int port = Ports.free();
      count = port == last + 1 ? count : 0;
      last = port;
    }
    return new Range(last - size + 1, last);
  }
}
