package io.dtabd.mesh;

import io.dtabd.config.ConnectionAge;
import io.dtabd.config.Limits;
import io.dtabd.grpc.GrpcServer;
import io.dtabd.grpc.GrpcServer.Pings;
import io.dtabd.net.ListeningPort;
import io.dtabd.net.ReloadingTls;
import io.dtabd.testing.servers.RawGrpc;
import io.dtabd.testing.servers.World;
import io.dtabd.testing.servers.WorldBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The mesh interface on a world of its own, which has the addresses of the recorded namerd. */
final class MeshFixture implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 1_000;

  private final World world;
  private final ListeningPort server;
  private final CountedGrpc metrics = new CountedGrpc();
  private final AtomicLong nanos = new AtomicLong();

  private MeshFixture(
      WorldBuilder builder,
      int maxConnections,
      Optional<ReloadingTls> tls,
      Limits limits,
      Optional<ConnectionAge> age,
      Pings pings) {
    world = builder.build();
    server =
        world.open(
            "mesh",
            (loops, options) ->
                GrpcServer.open(
                    loops,
                    options,
                    limits,
                    age,
                    new MeshServices(world.serving()),
                    world.watchers(),
                    metrics,
                    pings,
                    nanos::get),
            maxConnections,
            tls);
  }

  static MeshFixture of(Path disco, Map<String, String> dtabs) {
    return of(disco, dtabs, Limits.DEFAULT, Pings.DEFAULT);
  }

  static MeshFixture of(Path disco, Map<String, String> dtabs, Limits limits, Pings pings) {
    return new MeshFixture(
        World.builder().recordedFiles(disco).dtabs(dtabs),
        MAX_CONNECTIONS,
        Optional.empty(),
        limits,
        Optional.empty(),
        pings);
  }

  static MeshFixture of(Path disco, Map<String, String> dtabs, ConnectionAge age) {
    return new MeshFixture(
        World.builder().recordedFiles(disco).dtabs(dtabs),
        MAX_CONNECTIONS,
        Optional.empty(),
        Limits.DEFAULT,
        Optional.of(age),
        Pings.DEFAULT);
  }

  /**
   * @param answerLimit how long those who ask once wait for what does not come in the test
   */
  static MeshFixture of(Path disco, Duration answerLimit) {
    return of(World.builder().recordedFiles(disco).answerLimit(answerLimit), MAX_CONNECTIONS);
  }

  static MeshFixture withConnections(Path disco, int maxConnections) {
    return of(World.builder().recordedFiles(disco), maxConnections);
  }

  private static MeshFixture of(WorldBuilder builder, int maxConnections) {
    return new MeshFixture(
        builder, maxConnections, Optional.empty(), Limits.DEFAULT, Optional.empty(), Pings.DEFAULT);
  }

  static MeshFixture overTls(Path disco, Map<String, String> dtabs, ReloadingTls tls) {
    return new MeshFixture(
        World.builder().recordedFiles(disco).dtabs(dtabs),
        MAX_CONNECTIONS,
        Optional.of(tls),
        Limits.DEFAULT,
        Optional.empty(),
        Pings.DEFAULT);
  }

  World world() {
    return world;
  }

  RawGrpc client() {
    return RawGrpc.plain(address());
  }

  InetSocketAddress address() {
    return server.address();
  }

  ListeningPort server() {
    return server;
  }

  CountedGrpc metrics() {
    return metrics;
  }

  /** Lets time pass for deadlines. */
  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public void close() {
    world.close();
  }
}
