package io.dtabd.testing.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class ListenersTest {

  private static final ProcessHandle SELF = ProcessHandle.current();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1"})
  void aProcessThatListensIsFound(String address) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      assertThat(Listeners.has(SELF, server.getLocalPort())).isTrue();
    }
  }

  @Test
  void theClientOfAServerDoesNotListen() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertThat(Listeners.has(SELF, client.getLocalPort())).isFalse();
    }
  }

  @Test
  void anotherProcessDoesNotListenOnThisOnesPort() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ChildProcess other = ChildProcess.start(folder.resolve("log"), List.of("sleep", "1000"))) {
      assertThat(other.listensOn(server.getLocalPort())).isFalse();
      assertThat(other.terminate()).isTrue();
      assertThat(other.listensOn(server.getLocalPort())).isFalse();
    }
  }
}
