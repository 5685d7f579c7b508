package io.dtabd.testing.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

  @TempDir Path folder;

  @Test
  void aServerWhosePortIsTakenIsStartedOnAnother() throws Exception {
    try (ServerSocket taken = listening()) {
      int free = Ports.free();
      try (ServerSocket server =
          Ports.start(
              before(taken.getLocalPort(), free),
              ports -> new ServerSocket(ports.next(), 1, InetAddress.getLoopbackAddress()))) {
        assertThat(server.getLocalPort()).isEqualTo(free);
      }
    }
  }

  @Test
  void aServerWhosePortIsAlwaysTakenFails() throws Exception {
    try (ServerSocket taken = listening()) {
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(
              () -> Ports.start(taken::getLocalPort, ports -> new ServerSocket(ports.next())))
          .withMessageContaining("Gave up after 5 starts")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(5));
    }
  }

  @Test
  void aServerThatFailsOtherwiseIsNotStartedAgain() {
    var failure = new IOException("no such data folder");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                Ports.start(
                    _ -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void aProcessThatLostItsPortIsToldFromOneThatFailed() throws Exception {
    Path log = folder.resolve("log");
    ChildProcess lost =
        ended(ChildProcess.start(log, List.of("sh", "-c", "echo bind: address already in use")));
    assertThatExceptionOfType(BindException.class).isThrownBy(() -> lost.requireAlive("lost"));

    ChildProcess failed =
        ended(ChildProcess.start(log, List.of("sh", "-c", "echo no data; exit 3")));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> failed.requireAlive("failed"))
        .withMessageMatching("(?s)failed has ended with status 3; the end of .*log:\\s+no data")
        .isNotInstanceOf(BindException.class);
  }

  @Test
  void anEtcdWhosePortIsTakenIsStartedOnOthers() throws Exception {
    for (int which = 0; which < 3; which++) {
      try (ServerSocket taken = listening();
          EtcdServer etcd =
              EtcdServer.start(
                  folder, EtcdServer.Options.PLAIN, withOneTaken(which, taken.getLocalPort()))) {
        etcd.put("/a", "1");
        assertThat(etcd.count("/a")).isOne();
        etcd.kill();
        etcd.forget();
      }
    }
  }

  @Test
  void aClusterOfWhichOneMemberHasNoPortIsStartedAnew() throws Exception {
    try (ServerSocket taken = listening();
        EtcdCluster cluster =
            EtcdCluster.start(
                folder, EtcdEdition.DISTRIBUTION, 3, withOneTaken(4, taken.getLocalPort()))) {
      cluster.leader().put("/a", "1");
      assertThat(cluster.servers()).allSatisfy(EtcdServer::awaitReady);
    }
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static Ports.Source before(Integer... ports) {
    Iterator<Integer> each = List.of(ports).iterator();
    return each::next;
  }

  /** The port at that index is taken. */
  private static Ports.Source withOneTaken(int index, int taken) {
    Iterator<Integer> count = Stream.iterate(0, i -> i + 1).iterator();
    return () -> count.next() == index ? taken : Ports.free();
  }

  private static ChildProcess ended(ChildProcess process) throws InterruptedException {
    process.handle().onExit().join();
    return process;
  }
}
