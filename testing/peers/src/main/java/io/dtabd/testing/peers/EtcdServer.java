package io.dtabd.testing.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A real etcd on the loopback, that can be killed, frozen, and started again on its data. The ports
 * stay the same.
 */
public final class EtcdServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * Which it is, and how it is reached by clients.
   *
   * @param scheme {@code http} or {@code https}
   * @param flags more for the command line
   */
  public record Options(EtcdEdition edition, String scheme, List<String> flags) {

    public static final Options PLAIN = plain(EtcdEdition.DISTRIBUTION);

    public static Options plain(EtcdEdition edition) {
      return new Options(edition, "http", List.of());
    }
  }

  /** One of the members of its cluster. */
  record Member(String name, int clientPort, int peerPort, int statusPort) {
    static Member create(String name, Ports.Source ports) throws IOException {
      return new Member(name, ports.next(), ports.next(), ports.next());
    }

    String peerUrl() {
      return "http://127.0.0.1:" + peerPort;
    }
  }

  private final Path folder;
  private final EtcdData data;
  private final Options options;
  private final Member member;
  private final List<Member> cluster;
  private final HttpClient http = HttpClient.newHttpClient();
  private ChildProcess process;

  private EtcdServer(Path folder, Options options, Member member, List<Member> cluster)
      throws IOException {
    this.folder = folder;
    this.options = options;
    this.member = member;
    this.cluster = cluster;
    data = new EtcdData(folder.resolve(member.name()));
    process = launch();
  }

  /**
   * One of its own, when it answers.
   *
   * @param folder for its data and its log
   */
  public static EtcdServer start(Path folder, Options options) throws IOException {
    return start(folder, options, Ports::free);
  }

  public static EtcdServer start(Path folder) throws IOException {
    return start(folder, Options.PLAIN);
  }

  static EtcdServer start(Path folder, Options options, Ports.Source ports) throws IOException {
    return Ports.start(
        ports,
        each -> {
          Member alone = Member.create("alone-" + options.edition(), each);
          return startAll(folder, options, List.of(alone)).getFirst();
        });
  }

  /**
   * The members of a cluster, when each answers. If one does not start, all are ended, and their
   * data is deleted unless it was there before.
   */
  static List<EtcdServer> startAll(Path folder, Options options, List<Member> cluster)
      throws IOException {
    var servers = new ArrayList<EtcdServer>();
    var fresh = new ArrayList<EtcdData>();
    try {
      for (Member member : cluster) {
        var data = new EtcdData(folder.resolve(member.name()));
        if (!data.exists()) {
          fresh.add(data);
        }
        servers.add(new EtcdServer(folder, options, member, cluster));
      }
      awaitAll(servers);
      return List.copyOf(servers);
    } catch (IOException | RuntimeException e) {
      servers.forEach(EtcdServer::close);
      for (EtcdData each : fresh) {
        each.delete();
      }
      throw e;
    }
  }

  private ChildProcess launch() throws IOException {
    Path program = options.edition().require();
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.add("--name=" + member.name());
    command.add("--data-dir=" + data.folder());
    command.add("--listen-client-urls=" + url());
    command.add("--advertise-client-urls=" + url());
    command.add("--listen-peer-urls=" + member.peerUrl());
    command.add("--initial-advertise-peer-urls=" + member.peerUrl());
    command.add("--listen-metrics-urls=" + statusUrl());
    command.add(
        "--initial-cluster=" + String.join(",", cluster.stream().map(this::named).toList()));
    command.addAll(options.flags());
    return ChildProcess.start(folder.resolve(member.name() + ".log"), command);
  }

  private String named(Member each) {
    return each.name() + "=" + each.peerUrl();
  }

  /** Returns when it has a leader and answers. */
  public void awaitReady() {
    try {
      awaitAll(List.of(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitAll(List<EtcdServer> servers) throws IOException {
    Awaitility.await("etcd " + servers.stream().map(each -> each.member.name()).toList())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                servers.stream().anyMatch(each -> !each.process.isAlive())
                    || servers.stream().allMatch(EtcdServer::answers));
    for (EtcdServer each : servers) {
      each.process.requireAlive("etcd " + each.member.name());
    }
  }

  private boolean answers() {
    try {
      return get("/health").contains("\"health\":\"true\"")
          && process.listensOn(member.statusPort());
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether it leads its cluster just now; false if it does not say. */
  public boolean isLeader() throws InterruptedException {
    try {
      return get("/metrics").contains("\netcd_server_is_leader 1\n");
    } catch (IOException e) {
      return false;
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(statusUrl() + path)).timeout(Duration.ofSeconds(1));
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }

  /** Where clients reach it. */
  public String url() {
    return options.scheme() + "://127.0.0.1:" + port();
  }

  /** The one of {@link #url}. */
  public int port() {
    return member.clientPort();
  }

  private String statusUrl() {
    return "http://127.0.0.1:" + member.statusPort();
  }

  /** SIGKILL. What it has acknowledged is in its folder. */
  public void kill() {
    process.close();
  }

  /** Starts it again on its data, or does nothing if it runs. */
  public void restart() throws IOException {
    if (!process.isAlive()) {
      Ports.awaitFree(
          "etcd " + member.name(), member.clientPort(), member.peerPort(), member.statusPort());
      process = launch();
    }
  }

  /** Deletes the data of one that was killed. */
  public void forget() throws IOException {
    data.delete();
  }

  /** Ends it for a moment, to keep a copy of its data for {@link #restoreCopy}. */
  public void keepCopy() throws IOException {
    kill();
    copy().copyFrom(data);
    restart();
    awaitReady();
  }

  /** Ends it, and starts it with the data that it had when the copy was made. */
  public void restoreCopy() throws IOException {
    kill();
    data.copyFrom(copy());
    restart();
    awaitReady();
  }

  private EtcdData copy() {
    return new EtcdData(folder.resolve(member.name() + "-copy"));
  }

  /** SIGSTOP: its connections stay open, and nobody answers. */
  public void pause() {
    process.pause();
  }

  /** SIGCONT, which does nothing to one that runs. */
  public void resume() {
    process.resume();
  }

  /** Writes as another tool would. */
  public void put(String key, String value) throws IOException, InterruptedException {
    keys().put(key, value);
  }

  /** Deletes every key that begins with {@code prefix}. */
  public void deleteAll(String prefix) throws IOException, InterruptedException {
    keys().deleteAll(prefix);
  }

  /** Forgets every revision but the newest. */
  public void compact() throws IOException, InterruptedException {
    keys().compact();
  }

  /** How many keys begin with {@code prefix}. */
  public long count(String prefix) throws IOException, InterruptedException {
    return keys().count(prefix);
  }

  /** The newest revision. */
  public long revision() throws IOException, InterruptedException {
    return keys().revision();
  }

  private EtcdKeys keys() {
    return new EtcdKeys(http, url());
  }

  @Override
  public void close() {
    kill();
    http.close();
  }
}
