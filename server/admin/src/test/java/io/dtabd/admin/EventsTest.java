package io.dtabd.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.dtab.Dtab;
import io.dtabd.live.ManualTimer;
import io.dtabd.net.http.Body;
import io.dtabd.net.http.Headers;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Peer;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.replicas.OtherAudiences;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Delivery;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Message;
import io.dtabd.serving.Propagation.Audience;
import io.dtabd.store.InMemoryDtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Namespace A = new Namespace("a");
  private static final Namespace B = new Namespace("b");

  private final InMemoryDtabStore store =
      new InMemoryDtabStore(Map.of(A, Dtab.read("/x => /y")), InstantSource.fixed(NOW));
  private final Watching watching = new Watching(store);
  private final ManualTimer time = new ManualTimer();
  private final Overviews overviews =
      new Overviews(
          "io.l5d.inMemory",
          store,
          watching.world.propagation(),
          new ChangeTimes(store, Runnable::run),
          InstantSource.fixed(NOW));
  private OtherAudiences others = alone();
  private int looks;
  private final Events events =
      new Events(
          () -> {
            looks++;
            return overviews.now(others);
          },
          time,
          Runnable::run,
          time::nanos);

  private static OtherAudiences alone() {
    return new OtherAudiences(Coverage.ALONE, Map.of());
  }

  @AfterEach
  void stop() {
    watching.close();
  }

  private record Event(String name, JsonNode data) {}

  /** A page whose socket takes what it is offered when the test says so. */
  private final class Client {
    private final Feed feed;
    private final Delivery delivery;
    private @Nullable Message taken;

    Client() {
      var address = new InetSocketAddress(0);
      var anywhere = new Peer(address, address, Optional.empty());
      var request = Request.of("GET", "/api/1/events", Headers.NONE, Body.EMPTY, anywhere);
      var stream = (Response.Stream) events.open(request);
      feed = stream.feed();
      delivery = stream.delivery();
    }

    /** The next message, as text, if there is one that was not taken. */
    String take() {
      if (feed.now() instanceof Feed.State.Newest(var message) && message != taken) {
        taken = message;
        delivery.written(message);
        return UTF_8.decode(message.bytes()).toString();
      }
      return "";
    }

    Event event() {
      return read(take());
    }

    void leave() {
      delivery.close();
    }
  }

  private static Event read(String text) {
    String[] lines = text.split("\n");
    assertThat(lines).as(text).hasSize(2);
    assertThat(text).endsWith("\n\n");
    assertThat(lines[0]).startsWith("event: ");
    assertThat(lines[1]).startsWith("data: ");
    try {
      return new Event(
          lines[0].substring("event: ".length()),
          new ObjectMapper().readTree(lines[1].substring("data: ".length())));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private static List<String> names(JsonNode rows) {
    var names = new ArrayList<String>();
    rows.forEach(row -> names.add(row.path("name").asText()));
    return names;
  }

  @Test
  void pageIsToldEverythingFirst() {
    Event first = new Client().event();
    assertThat(first.name()).isEqualTo("overview");
    JsonNode row = first.data().at("/namespaces/0");
    assertThat(row.get("name").asText()).isEqualTo("a");
    assertThat(row.get("dentries").asInt()).isEqualTo(1);
    assertThat(row.get("problem").isNull()).isTrue();
    assertThat(first.data().at("/store/kind").asText()).isEqualTo("io.l5d.inMemory");
    assertThat(first.data().at("/store/staleSince").isNull()).isTrue();
  }

  @Test
  void changeIsToldAtTheNextLookAndNothingElseWithIt() throws StoreException {
    var client = new Client();
    client.take();
    time.advance(Events.PACE); // the time of the last change has been found out
    client.take();
    store.create(B, Dtab.read("/x => /y ; /z => /w"));
    assertThat(client.take()).isEmpty();
    time.advance(Events.PACE);
    Event change = client.event();
    assertThat(change.name()).isEqualTo("change");
    assertThat(names(change.data().get("namespaces"))).containsExactly("b");
    assertThat(change.data().at("/namespaces/0/dentries").asInt()).isEqualTo(2);
    assertThat(change.data().get("removed")).isEmpty();
  }

  @Test
  void namespaceThatIsGoneIsNamed() throws StoreException {
    var client = new Client();
    client.take();
    store.delete(A);
    time.advance(Events.PACE);
    JsonNode data = client.event().data();
    assertThat(data.get("namespaces")).isEmpty();
    assertThat(data.at("/removed/0").asText()).isEqualTo("a");
  }

  @Test
  void watchersComingAndGoingIsAChange() {
    var client = new Client();
    client.take();
    var watcher = watching.open(A, 1);
    time.advance(Events.PACE);
    JsonNode row = client.event().data().at("/namespaces/0");
    assertThat(row.get("watchers").asInt()).isOne();
    assertThat(row.get("behind").asInt()).isOne();
    watcher.written(watching.newest(A));
    time.advance(Events.PACE);
    assertThat(client.event().data().at("/namespaces/0/current").asInt()).isOne();
    watcher.close();
    time.advance(Events.PACE);
    assertThat(client.event().data().at("/namespaces/0/watchers").asInt()).isZero();
  }

  @Test
  void onlyThisReplicaIsCountedWhereNoOthersAreConfigured() {
    JsonNode replicas = new Client().event().data().get("replicas");
    assertThat(replicas.get("scope").asText()).isEqualTo("this replica only");
    assertThat(replicas.get("answered").asInt()).isOne();
    assertThat(replicas.get("silent")).isEmpty();
  }

  @Test
  void watchersOfOtherReplicasAreAdded() {
    watching.open(A, 1);
    others = new OtherAudiences(covering(2), Map.of(A, new Audience(4, 2, 1)));
    JsonNode row = new Client().event().data().at("/namespaces/0");
    assertThat(row.get("watchers").asInt()).isEqualTo(5);
    assertThat(row.get("current").asInt()).isEqualTo(2);
    assertThat(row.get("behind").asInt()).isEqualTo(2);
  }

  @Test
  void replicaThatFallsSilentIsAChange() {
    others = new OtherAudiences(covering(2), Map.of());
    var client = new Client();
    client.take();
    time.advance(Events.PACE); // the time of the last change has been found out
    client.take();
    var silent = new Coverage.Silent("dtabd-1", "refused the connection");
    others = new OtherAudiences(covering(1, silent), Map.of());
    time.advance(Events.PACE);
    JsonNode data = client.event().data();
    assertThat(data.get("namespaces")).isEmpty();
    assertThat(data.at("/replicas/scope").asText()).isEqualTo("all replicas");
    assertThat(data.at("/replicas/silent/0/name").asText()).isEqualTo("dtabd-1");
    assertThat(data.at("/replicas/silent/0/reason").asText()).isEqualTo("refused the connection");
    time.advance(Events.PACE);
    assertThat(client.take()).isEmpty();
  }

  private static Coverage covering(int answered, Coverage.Silent... silent) {
    return new Coverage(true, answered, List.of(silent));
  }

  @Test
  void timeOfAChangeIsTheStores() {
    var client = new Client();
    client.take();
    time.advance(Events.PACE);
    assertThat(client.event().data().at("/namespaces/0/changed").asText())
        .isEqualTo(NOW.toString());
  }

  @Test
  void quietStreamShowsThatItLives() {
    var client = new Client();
    client.take();
    time.advance(Events.PACE);
    client.take(); // when it was written
    time.advance(Events.HEARTBEAT.plus(Events.PACE));
    assertThat(client.take()).isEqualTo(": alive\n\n");
    time.advance(Events.PACE);
    assertThat(client.take()).isEmpty();
    time.advance(Events.HEARTBEAT.plus(Events.PACE));
    assertThat(client.take()).isEqualTo(": alive\n\n");
  }

  @Test
  void slowPageIsToldOnceAndInTheEndOfEverything() throws StoreException {
    var client = new Client();
    client.take();
    store.create(B, Dtab.EMPTY);
    time.advance(Events.PACE);
    store.delete(A);
    time.advance(Events.PACE);
    store.put(B, Dtab.read("/x => /y"));
    time.advance(Events.HEARTBEAT.multipliedBy(3));
    JsonNode data = client.event().data();
    assertThat(names(data.get("namespaces"))).containsExactly("b");
    assertThat(data.at("/namespaces/0/dentries").asInt()).isOne();
    assertThat(data.at("/removed/0").asText()).isEqualTo("a");
    assertThat(client.take()).isEmpty();
  }

  /** The state that a page puts together of its events is the overview, however slow it is. */
  @Test
  void everyPageEndsOnTheOverview() throws StoreException {
    var random = new Random(7);
    var clients = new HashMap<Client, Map<String, JsonNode>>();
    for (int i = 0; i < 4; i++) {
      clients.put(new Client(), new HashMap<>());
    }
    for (int step = 0; step < 2_000; step++) {
      var namespace = new Namespace("n" + random.nextInt(8));
      if (random.nextInt(3) == 0) {
        if (store.read(namespace).isPresent()) {
          store.delete(namespace);
        }
      } else {
        store.put(namespace, random.nextBoolean() ? Dtab.EMPTY : Dtab.read("/x => /y"));
      }
      time.advance(Events.PACE.dividedBy(1 + random.nextInt(3)));
      for (var client : clients.entrySet()) {
        if (random.nextInt(10) == 0) {
          apply(client.getKey().take(), client.getValue());
        }
      }
    }
    time.advance(Events.PACE.multipliedBy(2));
    clients.forEach((client, state) -> apply(client.take(), state));
    time.advance(Events.PACE.multipliedBy(2));
    JsonNode rows = OverviewJson.whole(overviews.now(others)).get("namespaces");
    var whole = new HashMap<String, JsonNode>();
    rows.forEach(row -> whole.put(row.get("name").asText(), row));
    for (var client : clients.entrySet()) {
      apply(client.getKey().take(), client.getValue());
      assertThat(client.getValue()).isEqualTo(whole);
    }
  }

  private static void apply(String text, Map<String, JsonNode> state) {
    if (!text.startsWith("event")) {
      return;
    }
    Event event = read(text);
    if (event.name().equals("overview")) {
      state.clear();
    }
    event.data().path("removed").forEach(name -> state.remove(name.asText()));
    event.data().get("namespaces").forEach(row -> state.put(row.get("name").asText(), row));
  }

  @Test
  void pageThatComesLaterBeginsWithEverything() throws StoreException {
    var first = new Client();
    first.take();
    store.create(B, Dtab.EMPTY);
    time.advance(Events.PACE);
    Event begin = new Client().event();
    assertThat(begin.name()).isEqualTo("overview");
    assertThat(names(begin.data().get("namespaces"))).containsExactly("a", "b");
    assertThat(first.event().name()).isEqualTo("change");
  }

  @Test
  void withoutPagesNobodyLooks() {
    var client = new Client();
    client.leave();
    time.advance(Events.PACE);
    assertThat(time.waiting()).isZero();
    int before = looks;
    time.advance(Duration.ofMinutes(1));
    assertThat(looks).isEqualTo(before);
    assertThat(new Client().event().name()).isEqualTo("overview");
  }

  @Test
  void onePageTooManyIsRefusedUntilAnotherIsClosed() {
    var clients = new ArrayList<Client>();
    for (int i = 0; i < Events.MAX_PAGES; i++) {
      clients.add(new Client());
    }
    assertThatThrownBy(Client::new)
        .isInstanceOfSatisfying(
            HttpProblem.class, problem -> assertThat(problem.status()).isEqualTo(503))
        .hasMessageContaining("close one");
    clients.getFirst().leave();
    assertThat(new Client().event().name()).isEqualTo("overview");
  }
}
