package io.dtabd.admin;

import io.dtabd.config.Config;
import io.dtabd.config.ConfigException;
import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.net.ConnectionMetrics;
import io.dtabd.net.ListeningPort;
import io.dtabd.net.http.HostRule;
import io.dtabd.net.http.HttpInterface;
import io.dtabd.net.http.MeteredHttp;
import io.dtabd.serving.WatchMetrics;
import io.dtabd.store.DtabStore;
import io.dtabd.testing.servers.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** The admin addresses on a real port, and a client for them. */
final class RunningAdmin {

  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Metrics metrics = new Metrics();
  private final RecentErrors recentErrors = RecentErrors.ofThisProcess();
  private final Watching watching;
  private final ListeningPort listener;
  final CountDownLatch stopped = new CountDownLatch(1);

  RunningAdmin(DtabStore store) throws IOException {
    this(store, "");
  }

  RunningAdmin(DtabStore store, Watching watching) throws IOException {
    this(store, watching, "");
  }

  /**
   * @param settings more keys for the config file, such as {@code "admin: {...}"}
   */
  RunningAdmin(DtabStore store, String settings) throws IOException {
    this(store, new Watching(store), settings);
  }

  RunningAdmin(DtabStore store, Watching watching, String settings) throws IOException {
    this.watching = watching;
    World world = watching.world;
    Config config =
        config(
            """
            storage: {kind: io.l5d.inMemory}
            interfaces: [{kind: io.l5d.httpController}]
            %s
            """
                .formatted(settings));
    var info = new ServerInfo("dtabd", "1.2.3", "abc1234", NOW.minusSeconds(90), "25", 4711);
    var parts =
        new AdminApi.Parts(
            info,
            InstantSource.fixed(NOW),
            world.store(),
            new Readiness(store),
            metrics,
            LogLevels.ofThisProcess(),
            config,
            world.watchers(),
            world.propagation(),
            watching.replicas,
            world.namers(),
            recentErrors,
            new Vitals() {
              @Override
              public int connections() {
                return 7;
              }

              @Override
              public Duration slowestLoop(Duration limit) {
                return Duration.ofMillis(3);
              }
            },
            watching.api().router().routes(),
            watching.api().delegator().routes(),
            stopped::countDown,
            world.timer(),
            Thread::startVirtualThread);
    WatchMetrics.register(metrics.registry(), world.watchers(), world.questions());
    listener =
        world.open(
            "admin",
            new HttpInterface(
                    AdminApi.router(parts),
                    HostRule.NONE,
                    Limits.DEFAULT,
                    SocketOptions.DEFAULT,
                    new MeteredHttp(metrics.registry(), "admin"))
                ::open);
    ConnectionMetrics.register(metrics.registry(), listener);
  }

  private static Config config(String text) {
    try {
      return Config.read("test", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d%s".formatted(listener.address().getPort(), path)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The lines of a stream, which ends when the result is closed. */
  Stream<String> lines(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofLines()).body();
  }

  /** What a page of this server has for its origin. */
  String origin() {
    return "http://127.0.0.1:" + listener.address().getPort();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  CompletableFuture<HttpResponse<String>> getLater(String path) {
    return client.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  void close() {
    client.close();
    watching.close();
    metrics.close();
    recentErrors.close();
  }
}
