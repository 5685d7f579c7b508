package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.peers.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramInJvmTest {

  @TempDir Path folder;

  @Test
  void aServerWhosePortAnotherProgramHasIsStartedOnOthers() throws Exception {
    try (var taken = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      int thrift = Ports.free();
      Iterator<Integer> ports =
          List.of(taken.getLocalPort(), Ports.free(), thrift, Ports.free()).iterator();
      try (ProgramInJvm server = ProgramInJvm.start(folder, ports::next)) {
        server.put("/svc => /a");
        assertThat(server.thrift().getPort()).isEqualTo(thrift);
      }
    }
  }
}
