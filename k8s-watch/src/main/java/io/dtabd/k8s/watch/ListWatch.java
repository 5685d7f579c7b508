package io.dtabd.k8s.watch;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a copy of a collection: lists it, then watches it from the version of the list on, and
 * resumes whatever happens, without missing a change. Where the server no longer knows the version
 * to go on from, it lists again.
 *
 * <p>While nothing changes, it asks for nothing but the watch.
 */
public final class ListWatch<T extends HasMetadata, R> implements AutoCloseable {

  /** Large collections are listed in pages, so that neither side holds all of it as text. */
  private static final int PAGE = 500;

  /**
   * The server ends a watch after this. It balances load with it, and a connection that was closed
   * without this side hearing of it does not outlive it.
   */
  private static final Duration WATCH_LIFETIME = Duration.ofMinutes(5);

  /** A watch that lived for so long was a success, even if it brought nothing. */
  private static final Duration STEADY = Duration.ofSeconds(5);

  private static final System.Logger log = System.getLogger(ListWatch.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApiServer server;
  private final ResourceType<T> type;
  private final Optional<String> namespace;
  private final Receiver<T, R> receiver;
  private final Pace pace;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Thread thread;

  /**
   * Where the watch goes on. Null while the collection has to be listed. Used by the thread alone.
   */
  private @Nullable String version;

  /** Failures since the last success. Used by the thread alone. */
  private int failures;

  private volatile Instant lastHeard;
  private volatile Optional<Outage> outage = Optional.empty();
  private volatile boolean closed;

  private ListWatch(
      ApiServer server,
      ResourceType<T> type,
      Optional<String> namespace,
      Receiver<T, R> receiver,
      Pace pace,
      InstantSource clock,
      RandomGenerator random) {
    this.server = server;
    this.type = type;
    this.namespace = namespace;
    this.receiver = receiver;
    this.pace = pace;
    this.clock = clock;
    this.random = random;
    this.lastHeard = clock.instant();
    this.thread = Thread.ofVirtual().name("watch of " + describe()).unstarted(this::run);
  }

  /**
   * Begins.
   *
   * @param server outlives this
   * @param namespace empty for all namespaces
   */
  public static <T extends HasMetadata, R> ListWatch<T, R> start(
      ApiServer server,
      ResourceType<T> type,
      Optional<String> namespace,
      Receiver<T, R> receiver,
      Pace pace,
      InstantSource clock,
      RandomGenerator random) {
    var watch = new ListWatch<>(server, type, namespace, receiver, pace, clock, random);
    watch.thread.start();
    return watch;
  }

  /** Since when what was told may be behind the server; empty while it is not. */
  public Optional<Instant> staleSince() {
    return outage.isPresent() ? Optional.of(lastHeard) : Optional.empty();
  }

  /** What keeps it from being read at the moment. */
  public Optional<Outage> outage() {
    return outage;
  }

  /** Ends it. The receiver may still be told what is just being read. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    try {
      while (!closed) {
        Pace.Pauses pauses = pace.retry();
        try {
          if (version == null || hasGoneBack(version)) {
            list();
          }
          watch();
        } catch (ApiException e) {
          if (e.isGone()) {
            version = null;
          } else {
            away(e.outage());
            pauses = outage.orElseThrow() instanceof Outage.Refused ? pace.refused() : pauses;
          }
        } catch (IOException e) {
          away(new Outage.Unreachable(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
          log.log(ERROR, "what was read of the " + describe() + " could not be taken in", e);
          version = null; // what was missed is found by listing
        }
        pause(pauses);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void list() throws IOException, InterruptedException {
    var all = new ArrayList<R>();
    String page = "";
    String listed;
    do {
      String path = type.path(namespace) + "?limit=" + PAGE + page;
      KubernetesResourceList<T> list = server.get(path, type.listType(), pace.answer());
      list.getItems().forEach(item -> all.add(receiver.read(item)));
      listed = list.getMetadata().getResourceVersion();
      String more = list.getMetadata().getContinue();
      page = more == null || more.isEmpty() ? "" : "&continue=" + encoded(more);
    } while (!page.isEmpty());
    receiver.listing(listed);
    receiver.listed(all);
    version = listed;
    heard();
  }

  /**
   * Whether the server's versions are behind the one to go on from: its etcd was restored from a
   * copy. It would let one watch from there, and say nothing until its versions have caught up. As
   * that takes an outage, it is asked after one, and for one object at most.
   */
  private boolean hasGoneBack(String from) throws IOException, InterruptedException {
    if (outage.isEmpty()) {
      return false;
    }
    String path = type.path(namespace) + "?limit=1";
    String now =
        server.get(path, type.listType(), pace.answer()).getMetadata().getResourceVersion();
    return Long.parseLong(now) < Long.parseLong(from);
  }

  /** Returns when the watch is over, or was quiet for too long. */
  private void watch() throws IOException, InterruptedException {
    String path =
        "%s?watch=true&allowWatchBookmarks=true&resourceVersion=%s&timeoutSeconds=%d"
            .formatted(
                type.path(namespace), encoded(String.valueOf(version)), WATCH_LIFETIME.toSeconds());
    Instant began = clock.instant();
    try (ApiServer.Stream stream = server.stream(path, pace.answer(), WATCH_LIFETIME)) {
      heard();
      for (Optional<byte[]> line = stream.events().next(pace.quiet());
          line.isPresent();
          line = stream.events().next(pace.quiet())) {
        take(JSON.readTree(line.get()), path);
        heard();
        failures = 0;
      }
    }
    if (Duration.between(began, clock.instant()).compareTo(STEADY) >= 0) {
      failures = 0;
    }
  }

  private void take(JsonNode event, String path) throws IOException {
    JsonNode object = event.path("object");
    switch (event.path("type").asText()) {
      case "ADDED", "MODIFIED" -> receiver.changed(read(object));
      case "DELETED" -> receiver.removed(read(object));
      case "BOOKMARK" -> {}
      default -> throw server.problem(object, path);
    }
    version = object.path("metadata").path("resourceVersion").asText();
  }

  private R read(JsonNode object) {
    return receiver.read(server.convert(object, type.type()));
  }

  private void heard() {
    Instant before = lastHeard;
    lastHeard = clock.instant();
    if (outage.isPresent()) {
      outage = Optional.empty();
      log.log(
          INFO,
          "the {0} are read from {1} again, after {2} s",
          describe(),
          server.describe(),
          Duration.between(before, lastHeard).toSeconds());
    }
  }

  private void away(Outage now) {
    boolean isNews = outage.isEmpty() || outage.get().getClass() != now.getClass();
    outage = Optional.of(now);
    if (isNews && !closed) { // or it would be told once a second
      log.log(
          WARNING,
          "the {0} cannot be read; what is known of them, as of {1}, is kept, and they are tried"
              + " again: {2}",
          describe(),
          lastHeard,
          now.reason());
    }
    receiver.away(now);
  }

  private void pause(Pace.Pauses pauses) throws InterruptedException {
    long bound = Math.max(1, pauses.bound(failures++).toMillis());
    Thread.sleep(Duration.ofMillis(random.nextLong(bound)));
  }

  private String describe() {
    return type.describe(namespace);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
