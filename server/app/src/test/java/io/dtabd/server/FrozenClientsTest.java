package io.dtabd.server;

import static io.dtabd.testing.servers.Wire.bind;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.config.Config;
import io.dtabd.testing.peers.FaultyProxy;
import io.dtabd.testing.peers.FrozenProcess;
import io.dtabd.testing.peers.Peers;
import io.dtabd.testing.servers.FinaglePeer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** One client of each interface, and what the program says of a change while they are frozen. */
@EnabledOnOs(OS.LINUX) // elsewhere it is not known what the kernel of a stream's client has
class FrozenClientsTest {

  private static final String CONFIG =
      """
      admin: {port: 0, shutdownGraceMs: 1000}
      storage: {kind: io.l5d.inMemory, namespaces: {internal: '/svc => /$/inet/127.0.0.1/1'}}
      interfaces:
      - {kind: io.l5d.httpController, port: 0}
      - {kind: io.l5d.mesh, port: 0}
      - {kind: io.l5d.thriftNameInterpreter, port: 0}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private Dtabd dtabd;

  @BeforeEach
  void start() throws Exception {
    dtabd = Dtabd.start(Config.read("test", new ByteArrayInputStream(CONFIG.getBytes(UTF_8))));
  }

  @AfterEach
  void stop() {
    client.close();
    dtabd.close();
  }

  @Test
  void onlyTheHttpStreamsHostHasAChangeUntilTheClientsGoOn() throws Exception {
    freezeClients(
        address("io.l5d.httpController"),
        address("io.l5d.mesh"),
        address("io.l5d.thriftNameInterpreter"));
  }

  /** The host that has the change of the HTTP stream is the proxy's then. */
  @Test
  void proxyForTcpConfirmsNothingInItsClientsNames() throws Exception {
    try (var http = FaultyProxy.to(address("io.l5d.httpController").getPort());
        var mesh = FaultyProxy.to(address("io.l5d.mesh").getPort());
        var thriftmux = FaultyProxy.to(address("io.l5d.thriftNameInterpreter").getPort())) {
      freezeClients(http.address(), mesh.address(), thriftmux.address());
    }
  }

  private void freezeClients(
      InetSocketAddress http, InetSocketAddress mesh, InetSocketAddress thriftmux)
      throws Exception {
    Process curl =
        start(
            Peers.require("curl", "apt-get install curl").toString(),
            "-sN",
            "http://127.0.0.1:" + http.getPort() + "/api/1/bind/internal?path=/svc&watch=1");
    Process grpcurl =
        start(
            Peers.require(
                    "grpcurl", "go install github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3")
                .toString(),
            "-plaintext",
            "-d",
            "{\"root\": {\"elems\": [\"aW50ZXJuYWw=\"]}, \"name\": {\"elems\": [\"c3Zj\"]}}",
            "127.0.0.1:" + mesh.getPort(),
            "io.linkerd.mesh.Interpreter/StreamBoundTree");
    try (BufferedReader chunks = curl.inputReader(UTF_8);
        BufferedReader messages = grpcurl.inputReader(UTF_8);
        FinaglePeer finagle = FinaglePeer.start(thriftmux)) {
      assertThat(chunks.readLine()).contains("127.0.0.1");
      assertThat(messages.readLine()).isNotNull();
      String stamp = finagle.call(bind("", "internal", "", "svc")).stamp();
      FinaglePeer.Call poll = finagle.begin(bind(stamp, "internal", "", "svc"));
      assertThat(states(propagation("60s"))).containsExactly(0, 1, 2);

      try (FrozenProcess _ = FrozenProcess.of(curl.toHandle());
          FrozenProcess _ = FrozenProcess.of(grpcurl.toHandle());
          FrozenProcess _ = FrozenProcess.of(finagle.handle())) {
        put("/svc => /$/inet/127.0.0.1/2");

        JsonNode frozen = propagation("2s");

        assertThat(frozen.get("complete").asBoolean()).isTrue();
        assertThat(frozen.get("arrived").asBoolean()).isFalse();
        assertThat(states(frozen)).containsExactly(2, 1, 0);
      }
      finagle.begin(bind(poll.answer().stamp(), "internal", "", "svc"));
      JsonNode goingOn = propagation("60s");
      assertThat(goingOn.get("arrived").asBoolean()).isTrue();
      assertThat(states(goingOn)).containsExactly(0, 1, 2);
    } finally {
      curl.destroyForcibly();
      grpcurl.destroyForcibly();
    }
  }

  /** How many were sent it, have it in their kernel, and have acknowledged it. */
  private static List<Integer> states(JsonNode propagation) {
    JsonNode states = propagation.get("states");
    return List.of(
        states.get("sent").asInt(),
        states.get("delivered").asInt(),
        states.get("acknowledged").asInt());
  }

  private JsonNode propagation(String wait) throws Exception {
    String url = url("io.l5d.httpController", "/api/1/propagation/internal?wait=" + wait);
    HttpRequest get = HttpRequest.newBuilder(URI.create(url)).build();
    return new ObjectMapper().readTree(client.send(get, BodyHandlers.ofString()).body());
  }

  private void put(String dtab) throws Exception {
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(url("io.l5d.httpController", "/api/1/dtabs/internal")))
            .header("Content-Type", "application/dtab")
            .PUT(HttpRequest.BodyPublishers.ofString(dtab))
            .build();
    assertThat(client.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
  }

  private static Process start(String... command) throws Exception {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private String url(String kind, String path) {
    return "http://127.0.0.1:" + address(kind).getPort() + path;
  }

  private InetSocketAddress address(String kind) {
    return dtabd.address(kind).orElseThrow();
  }
}
