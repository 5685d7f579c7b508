package io.dtabd.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.config.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of a site that lets its name lead to this machine gets of it: nothing. */
class HostHeaderTest {

  private static final List<String> PORTS = List.of("admin", "io.l5d.httpController");

  @TempDir private Path folder;

  private final List<Dtabd> running = new ArrayList<>();

  @AfterEach
  void stop() {
    running.forEach(Dtabd::close);
  }

  private void start(String ip) throws Exception {
    String config =
        """
        admin: {ip: '%s', port: 0, io.dtabd.hosts: [admin.example]}
        storage: {kind: io.dtabd.file, dir: '%s'}
        interfaces: [{kind: io.l5d.httpController, ip: '%s', port: 0}]
        io.dtabd.hosts: [Dtabd.example]
        """
            .formatted(ip, folder, ip);
    running.add(Dtabd.start(Config.read("test", new ByteArrayInputStream(config.getBytes(UTF_8)))));
  }

  private InetSocketAddress address(String port) {
    return running.getFirst().address(port).orElseThrow();
  }

  /** The whole response to a head of these lines; the server closes the connection behind it. */
  private String ask(String port, String... lines) throws IOException {
    InetSocketAddress address = address(port);
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(60_000);
      String head = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private int status(String port, String... lines) throws IOException {
    return Integer.parseInt(ask(port, lines).split(" ", 3)[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void onTheLoopbackOnlyNamesOfThisServerAreAnswered(String ip) throws Exception {
    start(ip);
    for (String port : PORTS) {
      int number = address(port).getPort();
      for (String own :
          List.of(
              "127.0.0.1:" + number,
              "[::1]:" + number,
              "localhost:" + number,
              "LocalHost.",
              "my.localhost",
              "dtabd.example:" + number,
              "DTABD.EXAMPLE.",
              "admin.example")) {
        assertThat(status(port, "GET /api/1/dtabs HTTP/1.1", "Host: " + own))
            .as(port + " " + own)
            .isEqualTo(200);
      }
      for (String other :
          List.of(
              "evil.example:" + number,
              "127.0.0.1.evil.example",
              "evil@127.0.0.1:" + number,
              "localhost:80@evil.example",
              "dtabd.example.evil.example")) {
        for (String line :
            List.of("GET /api/1/dtabs", "GET /", "GET /nothing", "DELETE /api/1/dtabs/a")) {
          assertThat(ask(port, line + " HTTP/1.1", "Host: " + other))
              .as(port + " " + other + " " + line)
              .startsWith("HTTP/1.1 403 ")
              .contains(
                  "add it to io.dtabd.hosts in the configuration, or use the server's address");
        }
        assertThat(status(port, "GET /api/1/dtabs HTTP/1.0", "Host: " + other)).isEqualTo(403);
      }
    }
  }

  @Test
  void aRequestWithoutHostIsAnsweredWhereLinkerdSendsSuch() throws Exception {
    start("127.0.0.1");
    assertThat(status("io.l5d.httpController", "GET /api/1/dtabs HTTP/1.1", "A: b")).isEqualTo(200);
    assertThat(status("admin", "GET /admin/ping HTTP/1.1", "A: b")).isEqualTo(400);
    assertThat(status("admin", "GET /admin/ping HTTP/1.0", "A: b")).isEqualTo(200);
  }

  @Test
  void twoHostsAreMalformedWhicheverTheyAre() throws Exception {
    start("127.0.0.1");
    for (String port : PORTS) {
      assertThat(status(port, "GET / HTTP/1.1", "Host: localhost", "Host: localhost"))
          .isEqualTo(400);
      assertThat(status(port, "GET / HTTP/1.1", "Host: localhost", "Host: evil.example"))
          .isEqualTo(400);
    }
  }

  @Test
  void aListenerThatOthersReachIsAnsweredUnderAnyName() throws Exception {
    start("0.0.0.0");
    for (String port : PORTS) {
      assertThat(status(port, "GET /api/1/dtabs HTTP/1.1", "Host: any.example")).isEqualTo(200);
    }
  }
}
