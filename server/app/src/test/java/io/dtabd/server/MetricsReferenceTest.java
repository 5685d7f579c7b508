package io.dtabd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.admin.Metrics;
import io.dtabd.config.Limits;
import io.dtabd.config.SocketOptions;
import io.dtabd.dtab.NameTree;
import io.dtabd.grpc.GrpcMetrics;
import io.dtabd.grpc.MeteredGrpc;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import io.dtabd.naming.Namers;
import io.dtabd.net.ConnectionMetrics;
import io.dtabd.net.EventLoops;
import io.dtabd.net.ListenException;
import io.dtabd.net.Listener;
import io.dtabd.net.http.HostRule;
import io.dtabd.net.http.HttpMetrics;
import io.dtabd.net.http.HttpProtocol;
import io.dtabd.net.http.MeteredHttp;
import io.dtabd.net.http.Router;
import io.dtabd.serving.ArrivalMetrics;
import io.dtabd.serving.MemoryMetrics;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Tables;
import io.dtabd.serving.WatchMetrics;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.testing.peers.Checkout;
import io.dtabd.testing.servers.ScriptedStore;
import io.dtabd.thriftmux.MeteredThrift;
import io.dtabd.thriftmux.Method;
import io.dtabd.thriftmux.Refusal;
import io.dtabd.thriftmux.ThriftMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the reference for users and the registry together. */
class MetricsReferenceTest {

  private final MemoryBudget memory = MemoryBudget.ofThisProcess();

  private static final Path REFERENCE = Checkout.file("docs/metrics.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)` \\| (\\w+) \\|([^|]*)\\| ([^|]+) \\|");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
  private static final Pattern SAMPLE = Pattern.compile("(\\w+?)\\{(.*)\\} \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

  private record Described(String type, SortedSet<String> labels) {}

  private final Metrics metrics = new Metrics();
  private final EventLoops loops = new EventLoops(EventLoops.Transport.best(), 1);
  private final DtabStore store = new ScriptedStore();
  private final Watchers watchers = new Watchers(InstantSource.system());
  private final Questions questions = questions(store);
  private @Nullable Listener listener;

  @BeforeEach
  void makeEveryMeterThatThereCanBe() throws Exception {
    var http = new MeteredHttp(metrics.registry(), "http");
    http.answered("route", "GET", 200, Duration.ofMillis(1), 1);
    http.streamEnded("route", HttpMetrics.StreamEnd.CLIENT_LEFT);
    http.refused(HttpMetrics.Refusal.IDLE);
    var thrift = new MeteredThrift(metrics.registry(), "thrift");
    thrift.over(Method.BIND, ThriftMetrics.Outcome.ANSWERED, 1);
    thrift.refused(Refusal.IDLE);
    var mesh = new MeteredGrpc(metrics.registry(), "dtabd.mesh", "mesh");
    mesh.ofMethod("method").answered("ok", Duration.ofMillis(1));
    mesh.ofMethod("other").ended("ok");
    mesh.refused(GrpcMetrics.Refusal.MALFORMED);
    listener = listener(http);
    ConnectionMetrics.register(metrics.registry(), listener);
    WatchMetrics.register(metrics.registry(), watchers, questions);
    MemoryMetrics.register(metrics.registry(), memory);
    ArrivalMetrics.register(metrics.registry(), new Propagation(store, tables(store), watchers));
    NamerMetrics.register(metrics.registry(), Optional::empty, InstantSource.system());
    new StoreCounters(metrics.registry());
    new MeteredDtabStore(store, metrics.registry(), InstantSource.system())
        .read(new Namespace("any"));
  }

  private static Questions questions(DtabStore store) {
    return new Questions(
        store,
        tables(store),
        new Namers(Map.of(), _ -> Live.constant(State.ok(NameTree.neg()))),
        setting(),
        Questions.Limits.DEFAULT,
        MemoryBudget.ofThisProcess());
  }

  private static Tables tables(DtabStore store) {
    return new Tables(store, setting(), InstantSource.system());
  }

  private static Derived.Setting setting() {
    return new Derived.Setting(
        Runnable::run, (_, _) -> Subscription.NONE, Duration.ofMinutes(1), Duration.ZERO);
  }

  private Listener listener(HttpMetrics http) throws ListenException {
    return Listener.open(
        loops,
        new Listener.Options(
            "http",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULT,
            1,
            Optional.empty(),
            MemoryBudget.ofThisProcess()),
        new HttpProtocol(
            Router.builder().build(), HostRule.NONE, Limits.DEFAULT, SocketOptions.DEFAULT, http));
  }

  @AfterEach
  void close() throws InterruptedException {
    if (listener != null) {
      listener.close(Duration.ZERO);
    }
    loops.close();
    metrics.close();
  }

  @Test
  void referenceListsExactlyWhatDtabdMeasures() throws IOException {
    assertThat(dtabdsOwn(measured())).isEqualTo(dtabdsOwn(reference()));
  }

  @Test
  void referenceListsEveryMetricOfTheProcess() throws IOException {
    assertThat(reference()).containsAllEntriesOf(measured());
  }

  private static SortedMap<String, Described> dtabdsOwn(SortedMap<String, Described> all) {
    return all.subMap("dtabd_", "dtabd_~");
  }

  private static SortedMap<String, Described> reference() throws IOException {
    var rows = new TreeMap<String, Described>();
    for (String line : Files.readAllLines(REFERENCE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), new Described(row.group(2), words(row.group(3))));
      }
    }
    return rows;
  }

  private static SortedSet<String> words(String list) {
    var words = new TreeSet<String>();
    for (String word : list.split(",")) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }

  private SortedMap<String, Described> measured() {
    var families = new TreeMap<String, Described>();
    metrics
        .prometheusText()
        .lines()
        .forEach(
            line -> {
              Matcher type = TYPE.matcher(line);
              Matcher sample = SAMPLE.matcher(line);
              if (type.matches()) {
                families.put(type.group(1), new Described(type.group(2), new TreeSet<>()));
              } else if (sample.matches()) {
                family(families, sample.group(1)).labels().addAll(labels(sample.group(2)));
              }
            });
    families.keySet().removeIf(name -> name.endsWith("_max") && families.containsKey(base(name)));
    return families;
  }

  private static Described family(Map<String, Described> families, String sample) {
    String name = families.containsKey(sample) ? sample : base(sample);
    return Objects.requireNonNull(families.get(name), name);
  }

  private static String base(String name) {
    return name.replaceFirst("_(bucket|count|sum|max)$", "");
  }

  private static SortedSet<String> labels(String text) {
    var names = new TreeSet<String>();
    LABEL.matcher(text).results().map((MatchResult label) -> label.group(1)).forEach(names::add);
    names.remove("le");
    return names;
  }
}
