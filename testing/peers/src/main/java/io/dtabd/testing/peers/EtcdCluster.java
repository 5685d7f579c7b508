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

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<EtcdServer> servers;

  private EtcdCluster(List<EtcdServer> servers) {
    this.servers = servers;
  }

  /**
   * @param folder for the data and logs of all
   */
  public static EtcdCluster start(Path folder, EtcdEdition edition, int size) throws IOException {
    return start(folder, edition, size, Ports::free);
  }

  static EtcdCluster start(Path folder, EtcdEdition edition, int size, Ports.Source ports)
      throws IOException {
    return Ports.start(
        ports,
        each -> {
          var members = new ArrayList<EtcdServer.Member>();
          for (int i = 0; i < size; i++) {
            members.add(EtcdServer.Member.create("m" + i, each));
          }
          var options = EtcdServer.Options.plain(edition);
          return new EtcdCluster(EtcdServer.startAll(folder, options, List.copyOf(members)));
        });
  }

  public List<EtcdServer> servers() {
    return servers;
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
