package io.dtabd.naming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what namerd 1.7.5 answered over HTTP, with files as it had them. */
class RecordedResolutionTest {

  private static final Map<String, String> FILES =
      Map.of(
          "world-v1", "127.0.0.1 7778",
          "world-v2", "127.0.0.1 7779",
          "weighted", "127.0.0.1 7001\n127.0.0.1 7002 * 2.5\n",
          "malformed", "not an address",
          "empty", "");

  private static final Map<String, String> NAMESPACES =
      Map.of(
          "internal",
          "/srv => /#/io.l5d.fs ; /host => /srv ; /tmp => /srv ; /svc => /host ;"
              + " /host/world => /srv/world-v1",
          "external",
          "/svc/* => /$/inet/127.0.0.1/7778");

  @TempDir private static java.nio.file.Path folder;
  private static FsNamer fs;
  private static Namers namers;

  @BeforeAll
  static void writeFiles() throws IOException {
    for (var file : FILES.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Path prefix = Namers.prefix(Path.of("io.l5d.fs"));
    Hosts hosts = Asking.noHosts();
    fs =
        FsNamer.watch(
            prefix, folder, hosts, InstantSource.system(), Asking.setting(new ManualTimer()));
    namers = new Namers(Map.of(prefix, fs), new SystemNamer(hosts));
    await().until(() -> Asking.now(namers::boundNames) instanceof State.Ok);
  }

  @AfterAll
  static void close() throws IOException {
    fs.close();
  }

  /** A step of a recording; {@code wanted} is the JSON that was answered, addresses sorted. */
  record Step(String name, String kind, String dtab, String local, String path, JsonNode wanted) {
    Dtab whole() {
      return Dtab.read(dtab).concat(Dtab.read(local));
    }

    @Override
    public String toString() {
      return name + ", " + kind + " of " + path;
    }
  }

  @ParameterizedTest
  @MethodSource
  void answersAsNamerdDid(Step step) {
    Path path = Path.read(step.path());
    JsonNode answer =
        switch (step.kind()) {
          case "bind" ->
              Json.tree(ok(Asking.now(r -> new Interpreter(namers).bind(step.whole(), path, r))));
          case "delegate" ->
              Json.delegate(
                  ok(Asking.now(r -> new Delegator(namers).delegate(step.whole(), path, r))));
          case "addr" ->
              Json.addr(
                  Asking.now(r -> new Interpreter(namers).addr(path, r)), OptionalDouble.empty());
          default -> throw new AssertionError("unknown kind of step " + step.kind());
        };
    assertThat(answer).isEqualTo(step.wanted());
  }

  static Stream<Step> answersAsNamerdDid() throws IOException {
    return Stream.concat(
        steps().filter(step -> !step.kind().equals("resolve")), randomSteps("bind", "delegate"));
  }

  @ParameterizedTest
  @MethodSource
  void resolvesToWhatNamerdDrewOnce(Step step) {
    Path path = Path.read(step.path());
    NameTree<BoundName> bound =
        ok(Asking.now(r -> new Interpreter(namers).bind(step.whole(), path, r)));
    // Whatever namerd drew, one of many draws falls on it too, unless its weight is zero.
    assertThat(IntStream.range(0, 200))
        .map(
            i ->
                Json.addr(
                    Asking.now(r -> Resolver.resolve(bound, i / 200.0, r)), OptionalDouble.empty()))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(JsonNode.class))
        .contains(step.wanted());
  }

  static Stream<Step> resolvesToWhatNamerdDrewOnce() throws IOException {
    return Stream.concat(
        steps().filter(step -> step.kind().equals("resolve")), randomSteps("resolve"));
  }

  private static Stream<Step> steps() throws IOException {
    var steps = new ArrayList<Step>();
    for (JsonNode each : recorded("/recorded/resolution.json")) {
      JsonNode request = each.path("step");
      String[] parts = request.path("path").asText().split("\\?", 2);
      String[] at = parts[0].split("/");
      boolean compared =
          each.path("namerd").path("status").asInt() == 200
              && request.path("method").asText().equals("GET")
              && at.length == 5;
      if (compared) {
        Map<String, String> query = query(parts[1]);
        steps.add(
            new Step(
                request.path("name").asText(),
                at[3],
                NAMESPACES.getOrDefault(at[4], ""),
                query.getOrDefault("dtab", ""),
                query.getOrDefault("path", ""),
                sorted(new ObjectMapper().readTree(each.path("namerd").path("body").asText()))));
      }
    }
    return steps.stream();
  }

  private static Stream<Step> randomSteps(String... kinds) throws IOException {
    var steps = new ArrayList<Step>();
    for (JsonNode each : recorded("/recorded/random.json")) {
      for (String kind : kinds) {
        steps.add(
            new Step(
                "random " + each.path("n"),
                kind,
                each.path("dtab").asText(),
                each.path("local").asText(""),
                each.path("path").asText(),
                sorted(each.path("answer").path(kind).path("body"))));
      }
    }
    return steps.stream();
  }

  private static JsonNode recorded(String name) throws IOException {
    try (var json = RecordedResolutionTest.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(json);
    }
  }

  private static Map<String, String> query(String text) {
    var query = new HashMap<String, String>();
    for (String each : text.split("&")) {
      int equals = each.indexOf('=');
      query.put(each.substring(0, equals), URLDecoder.decode(each.substring(equals + 1), UTF_8));
    }
    return query;
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.get("addrs") instanceof com.fasterxml.jackson.databind.node.ArrayNode addrs) {
      List<JsonNode> all =
          StreamSupport.stream(addrs.spliterator(), false)
              .sorted(java.util.Comparator.comparing(JsonNode::toString))
              .toList();
      addrs.removeAll().addAll(all);
    }
    node.forEach(RecordedResolutionTest::sorted);
    return node;
  }

  private static <T> T ok(State<T> state) {
    assertThat(state).isInstanceOf(State.Ok.class);
    return ((State.Ok<T>) state).value();
  }
}
