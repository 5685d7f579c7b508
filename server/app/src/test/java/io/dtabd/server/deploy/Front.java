package io.dtabd.server.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in small: {@code GET /world} goes where {@code /svc/world} leads at that moment, or where
 * it leads with the header {@code l5d-dtab}. It keeps a watch stream open for each question, takes
 * the newest tree for each request, and repeats nothing.
 */
final class Front implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String api;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Watch> watches = new ConcurrentHashMap<>();
  private final HttpServer server;

  private Front(String api, HttpServer server) {
    this.api = api;
    this.server = server;
  }

  /**
   * @param api the URL of dtabd's HTTP interface, with the namespace {@code internal}
   */
  static Front start(String api) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var front = new Front(api, server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", front::handle);
    server.start();
    return front;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String dtab = exchange.getRequestHeaders().getFirst("l5d-dtab");
    String name = "/svc" + exchange.getRequestURI().getPath();
    int status = 200;
    String body;
    try {
      String address = address(name, dtab == null ? "" : dtab);
      var response =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + address)).build(),
              BodyHandlers.ofString());
      status = response.statusCode();
      body = response.body();
    } catch (Exception e) {
      status = 502;
      body = e.toString();
    }
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String address(String name, String dtab) throws Exception {
    Watch watch =
        watches.computeIfAbsent(name + " " + dtab, _ -> new Watch(question(name, dtab)).open());
    JsonNode leaf = pick(watch.newest());
    if (leaf == null) {
      throw new IOException(name + " leads nowhere");
    }
    JsonNode addresses = leaf.path("bound").path("addr").path("addrs");
    if (addresses.isEmpty()) {
      throw new IOException(name + " has no address");
    }
    JsonNode one = addresses.path(ThreadLocalRandom.current().nextInt(addresses.size()));
    return one.path("ip").asText() + ":" + one.path("port").asInt();
  }

  private static @Nullable JsonNode pick(JsonNode tree) {
    return switch (tree.path("type").asText()) {
      case "leaf" -> tree;
      case "alt" -> {
        for (JsonNode child : tree.path("alt")) {
          JsonNode leaf = pick(child);
          if (leaf != null) {
            yield leaf;
          }
        }
        yield null;
      }
      case "union" -> {
        double all = 0;
        for (JsonNode branch : tree.path("union")) {
          all += branch.path("weight").asDouble();
        }
        double draw = ThreadLocalRandom.current().nextDouble() * all;
        for (JsonNode branch : tree.path("union")) {
          draw -= branch.path("weight").asDouble();
          if (draw < 0) {
            yield pick(branch.path("tree"));
          }
        }
        yield null;
      }
      default -> null;
    };
  }

  private URI question(String name, String dtab) {
    return URI.create(
        "%s/api/1/bind/internal?path=%s&dtab=%s&watch=true"
            .formatted(api, URLEncoder.encode(name, UTF_8), URLEncoder.encode(dtab, UTF_8)));
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
  }

  /** The newest tree of one stream. */
  private final class Watch {

    private final URI question;
    private final CompletableFuture<JsonNode> first = new CompletableFuture<>();
    private volatile @Nullable JsonNode newest;

    Watch(URI question) {
      this.question = question;
    }

    Watch open() {
      Thread.ofVirtual().name("watch " + question).start(this::read);
      return this;
    }

    JsonNode newest() throws Exception {
      JsonNode tree = newest;
      return tree == null ? first.get(2, TimeUnit.MINUTES) : tree;
    }

    private void read() {
      try (InputStream body =
              http.send(HttpRequest.newBuilder(question).build(), BodyHandlers.ofInputStream())
                  .body();
          var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          JsonNode tree = JSON.readTree(line);
          newest = tree;
          first.complete(tree);
        }
      } catch (IOException e) {
        first.completeExceptionally(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
