package io.dtabd.api;

import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.naming.Resolver;
import io.dtabd.net.ListeningPort;
import io.dtabd.net.ReloadingTls;
import io.dtabd.net.http.HostRule;
import io.dtabd.net.http.HttpInterface;
import io.dtabd.net.http.HttpMetrics;
import io.dtabd.replicas.Replicas;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.tests.BreakableStore;
import io.dtabd.testing.servers.World;
import io.dtabd.testing.servers.WorldBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The HTTP interface on a world of its own, whose store can be made to fail. */
final class ApiServer implements AutoCloseable {

  /** For what comes, on however busy a machine. */
  static final Duration LONG = World.LONG;

  /** For what does not come in a test, and for nothing else. */
  static final Duration SHORT = Duration.ofMillis(100);

  static final Patience PATIENT = new Patience(LONG, LONG);

  /** What the recorded namerd had. */
  private static final Map<String, String> RECORDED =
      Map.of(
          "internal",
          "/srv => /#/io.l5d.fs ; /host => /srv ; /tmp => /srv ; /svc => /host ;"
              + " /host/world => /srv/world-v1",
          "external",
          "/svc/* => /$/inet/127.0.0.1/7778");

  private final BreakableStore store;
  private final World world;
  private final ListeningPort listener;

  private ApiServer(
      Map<String, String> dtabs,
      WorldBuilder builder,
      Optional<ReloadingTls> tls,
      Patience patience) {
    store = new BreakableStore(WorldBuilder.inMemory(dtabs));
    world = builder.store(store).build();
    var api =
        new HttpApi(
            world.serving(),
            world.store(),
            world.previews(),
            Replicas.alone(world.propagation(), world.watchers()),
            new Resolver(RandomGenerator.of("L64X128MixRandom")),
            patience,
            world.clock());
    listener =
        world.open(
            "http",
            new HttpInterface(
                    api.router(),
                    HostRule.NONE,
                    Limits.DEFAULT,
                    SocketOptions.DEFAULT,
                    HttpMetrics.NONE)
                ::open,
            tls);
  }

  /** Without namespaces and files. */
  static ApiServer start() {
    return start(World.builder(), PATIENT);
  }

  /** Without namespaces. */
  static ApiServer start(WorldBuilder builder, Patience patience) {
    return new ApiServer(Map.of(), builder, Optional.empty(), patience);
  }

  /** With the files of {@code disco}, which may change. */
  static ApiServer start(Path disco) {
    return start(World.builder().files(disco), PATIENT);
  }

  /** With what the recorded namerd had; {@code disco} is filled. */
  static ApiServer asRecorded(Path disco) {
    return new ApiServer(RECORDED, World.builder().recordedFiles(disco), Optional.empty(), PATIENT);
  }

  /** With TLS, and without namespaces and files. */
  static ApiServer start(ReloadingTls tls) {
    return new ApiServer(Map.of(), World.builder(), Optional.of(tls), PATIENT);
  }

  World world() {
    return world;
  }

  PlainClient client() {
    return new PlainClient(listener.address());
  }

  InetSocketAddress address() {
    return listener.address();
  }

  int connections() {
    return listener.connections();
  }

  BreakableStore store() {
    return store;
  }

  /** The text of a table that is there. */
  String table(Namespace namespace) throws StoreException {
    return store.read(namespace).orElseThrow().dtab().text();
  }

  @Override
  public void close() {
    world.close();
  }
}
