package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.config.Config;
import io.dtabd.testing.peers.Ports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Servers on one store that know of each other by a list of addresses, their own among them. */
final class ReplicaSet implements AutoCloseable {

  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Integer> adminPorts = new ArrayList<>();
  private final List<Dtabd> running = new ArrayList<>();
  private final List<InputStream> streams = new ArrayList<>();

  /**
   * @param size how many admin ports there are; nobody is on them yet
   */
  ReplicaSet(Path folder, int size) throws IOException {
    this.folder = folder;
    for (int i = 0; i < size; i++) {
      adminPorts.add(Ports.free());
    }
  }

  int adminPort(int replica) {
    return adminPorts.get(replica);
  }

  String address(int replica) {
    return "127.0.0.1:" + adminPort(replica);
  }

  /** The value of {@code addresses}. */
  String addresses() {
    return adminPorts.stream()
        .map(port -> "'127.0.0.1:" + port + "'")
        .collect(Collectors.joining(","));
  }

  /**
   * What the configuration file of a replica says.
   *
   * @param peers more keys under {@code io.dtabd.peers}
   */
  String config(int replica, int httpPort, String peers) {
    return """
    admin: {port: %d}
    storage: {kind: io.dtabd.file, dir: '%s'}
    interfaces: [{kind: io.l5d.httpController, port: %d}]
    io.dtabd.peers: {addresses: [%s]%s}
    """
        .formatted(adminPort(replica), folder.resolve("data"), httpPort, addresses(), peers);
  }

  Dtabd start(int replica, String peers) throws Exception {
    byte[] config = config(replica, 0, peers).getBytes(UTF_8);
    Dtabd dtabd = Dtabd.start(Config.read("test", new ByteArrayInputStream(config)));
    running.add(dtabd);
    return dtabd;
  }

  static String url(Dtabd dtabd) {
    return "http://127.0.0.1:" + dtabd.address("io.l5d.httpController").orElseThrow().getPort();
  }

  /** The version that was written. */
  String put(String url, String dtab) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/api/1/dtabs/internal"))
                .header("Content-Type", "application/dtab")
                .PUT(BodyPublishers.ofString(dtab))
                .build(),
            BodyHandlers.ofString());
    return response
        .headers()
        .firstValue("ETag")
        .orElseThrow(() -> new IOException(response.body()));
  }

  /** A stream of the dtab, that has had its first state. */
  InputStream watch(String url) throws Exception {
    return watch(url, "dtabs/internal?watch=true", '[');
  }

  /** A stream of where a name leads, that has had its first state. */
  InputStream watchName(String url, String path) throws Exception {
    return watch(url, "bind/internal?watch=true&path=" + path, '{');
  }

  private InputStream watch(String url, String target, char first) throws Exception {
    InputStream stream =
        client
            .send(
                HttpRequest.newBuilder(URI.create(url + "/api/1/" + target)).build(),
                BodyHandlers.ofInputStream())
            .body();
    streams.add(stream);
    if (stream.read() != first) {
      throw new IOException("not a state of " + target);
    }
    return stream;
  }

  JsonNode json(String url) throws Exception {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return new ObjectMapper().readTree(response.body());
  }

  int status(String url) throws Exception {
    return client
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  /** What a server says of the newest version, when it has arrived or {@code wait} is over. */
  JsonNode propagation(String url, String wait) throws Exception {
    return json(url + "/api/1/propagation/internal?wait=" + wait);
  }

  @Override
  public void close() throws IOException {
    for (InputStream stream : streams) {
      stream.close();
    }
    running.forEach(Dtabd::close);
    client.close();
  }
}
