package io.dtabd.testing.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real etcd on the loopback, that can be killed, frozen, and started again on its data. The ports
 * stay the same.
 */
public final class EtcdServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");
  private static final Pattern COUNT = Pattern.compile("\"count\":\"(\\d+)\"");

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
    static Member create(String name) throws IOException {
      return new Member(name, Ports.free(), Ports.free(), Ports.free());
    }

    String peerUrl() {
      return "http://127.0.0.1:" + peerPort;
    }
  }

  private final Path folder;
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
    process = launch();
  }

  /**
   * One of its own, when it answers.
   *
   * @param folder for its data and its log
   */
  public static EtcdServer start(Path folder, Options options) throws IOException {
    Member alone = Member.create("alone-" + options.edition());
    EtcdServer server = launch(folder, options, alone, List.of(alone));
    server.awaitReady();
    return server;
  }

  public static EtcdServer start(Path folder) throws IOException {
    return start(folder, Options.PLAIN);
  }

  /** Does not wait: a member is ready only when most of its cluster are there. */
  static EtcdServer launch(Path folder, Options options, Member member, List<Member> cluster)
      throws IOException {
    return new EtcdServer(folder, options, member, cluster);
  }

  private ChildProcess launch() throws IOException {
    Path program = options.edition().require();
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.add("--name=" + member.name());
    command.add("--data-dir=" + folder.resolve(member.name()));
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
    Awaitility.await("etcd " + member.name())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(this::isReady);
  }

  private boolean isReady() throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("etcd has ended:\n" + process.lastWords());
    }
    try {
      return get("/health").contains("\"health\":\"true\"");
    } catch (IOException e) {
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
      process = launch();
    }
  }

  /** Deletes the data of one that was killed. */
  public void forget() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(member.name()))) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
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
    call("/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(base64(key), base64(value)));
  }

  /** Deletes every key that begins with {@code prefix}. */
  public void deleteAll(String prefix) throws IOException, InterruptedException {
    call(
        "/v3/kv/deleterange",
        "{\"key\":\"%s\",\"range_end\":\"%s\"}".formatted(base64(prefix), base64(after(prefix))));
  }

  /** Forgets every revision but the newest. */
  public void compact() throws IOException, InterruptedException {
    call("/v3/kv/compaction", "{\"revision\":\"%d\",\"physical\":true}".formatted(revision()));
  }

  /** How many keys begin with {@code prefix}. */
  public long count(String prefix) throws IOException, InterruptedException {
    String answer =
        call(
            "/v3/kv/range",
            "{\"key\":\"%s\",\"range_end\":\"%s\",\"count_only\":true}"
                .formatted(base64(prefix), base64(after(prefix))));
    Matcher count = COUNT.matcher(answer);
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }

  /** The newest revision. */
  public long revision() throws IOException, InterruptedException {
    String answer = call("/v3/kv/range", "{\"key\":\"%s\",\"limit\":\"1\"}".formatted(base64("/")));
    Matcher revision = REVISION.matcher(answer);
    if (!revision.find()) {
      throw new IllegalStateException("no revision in " + answer);
    }
    return Long.parseLong(revision.group(1));
  }

  private String call(String path, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** The first key after all that begin with {@code prefix}. */
  private static String after(String prefix) {
    int last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @Override
  public void close() {
    kill();
    http.close();
  }
}
