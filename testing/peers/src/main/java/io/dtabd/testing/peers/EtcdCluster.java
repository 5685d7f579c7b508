package io.dtabd.testing.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A cluster of real etcds on the loopback. */
public final class EtcdCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<EtcdServer> servers = new ArrayList<>();

  private EtcdCluster() {}

  /**
   * @param folder for the data and logs of all
   */
  public static EtcdCluster start(Path folder, EtcdEdition edition, int size) throws IOException {
    var members = new ArrayList<EtcdServer.Member>();
    for (int i = 0; i < size; i++) {
      members.add(EtcdServer.Member.create("m" + i));
    }
    var cluster = new EtcdCluster();
    for (EtcdServer.Member member : members) {
      cluster.servers.add(
          EtcdServer.launch(
              folder, EtcdServer.Options.plain(edition), member, List.copyOf(members)));
    }
    cluster.servers.forEach(EtcdServer::awaitReady);
    return cluster;
  }

  public List<EtcdServer> servers() {
    return List.copyOf(servers);
  }

  public List<String> urls() {
    return servers.stream().map(EtcdServer::url).toList();
  }

  /** The one that leads, as soon as one does. */
  public EtcdServer leader() {
    return Awaitility.await("a leader")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(this::leading, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<EtcdServer> leading() throws InterruptedException {
    for (EtcdServer server : servers) {
      if (server.isLeader()) {
        return Optional.of(server);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    servers.forEach(EtcdServer::close);
  }
}
