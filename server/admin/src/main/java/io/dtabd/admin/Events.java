package io.dtabd.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.live.Timer;
import io.dtabd.net.http.Body;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.Message;
import io.dtabd.store.Namespace;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells open pages how the overview changes, as server-sent events: first all of it, then what has
 * changed, and a comment now and then that shows that the connection lives.
 *
 * <p>Inside: while there is a page, the overview is looked at anew every so often. Each look that
 * finds changes has a number, and {@code changes} says for each namespace at which look it last
 * changed. So what a page is to be sent is what changed after the last look of which it has the
 * news, however many it missed because it was slow.
 */
final class Events {

  /** Each costs a connection and, at a change of everything, some megabytes. */
  static final int MAX_PAGES = 64;

  /** Faster than that nobody sees. */
  static final Duration PACE = Duration.ofMillis(200);

  static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** Looking may take that part of one processor, and no more. */
  private static final int SHARE = 20;

  /** Names that are gone are remembered, to be told to pages that were slow; more are not. */
  private static final int MAX_REMEMBERED = 2 * Overviews.MAX_ROWS;

  private static final String TYPE = "text/event-stream";

  private static final Logger log = LoggerFactory.getLogger(Events.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] ALIVE = bytes(": alive\n\n");

  private final Supplier<Overview> look;
  private final Timer timer;
  private final Executor executor;
  private final LongSupplier nanoClock;

  /** Streams leave it in event loops, which must not wait for a lock. */
  private final Set<EventStream> pages = ConcurrentHashMap.newKeySet();

  private boolean running;
  private @Nullable Overview newest;
  private long number;

  /** Who has not the news of this look is sent everything. */
  private long forgotten;

  private final Map<Namespace, Long> changes = new HashMap<>();

  /**
   * @param look at the overview; called in {@code executor} and by those who open a page
   * @param nanoClock as {@link System#nanoTime}
   */
  Events(Supplier<Overview> look, Timer timer, Executor executor, LongSupplier nanoClock) {
    this.look = look;
    this.timer = timer;
    this.executor = executor;
    this.nanoClock = nanoClock;
  }

  /** A stream that begins with the whole overview. */
  Response open(Request request) {
    if (request.isHead()) {
      return Response.of(200, TYPE, Body.EMPTY);
    }
    EventStream page = enter();
    return Response.stream(TYPE, page, page, 0)
        .with("Cache-Control", "no-store")
        .with("X-Accel-Buffering", "no");
  }

  private synchronized EventStream enter() {
    if (pages.size() >= MAX_PAGES) {
      throw HttpProblem.unavailable(
          "%d pages are open at this server already; close one".formatted(MAX_PAGES), HEARTBEAT);
    }
    Overview overview = newest;
    if (overview == null) {
      overview = look.get();
      take(overview);
    }
    var page = new EventStream(pages::remove, nanoClock);
    page.send(message(overview, 0));
    pages.add(page);
    if (!running) {
      running = true;
      later(PACE);
    }
    return page;
  }

  private void later(Duration delay) {
    var _ = timer.after(delay, () -> executor.execute(this::work));
  }

  private void work() {
    long began = nanoClock.getAsLong();
    try {
      if (!pages.isEmpty()) {
        tell(look.get());
      }
    } catch (RuntimeException e) {
      log.error("the overview could not be looked at; the pages keep what they have", e);
    }
    Duration rest = Duration.ofNanos(nanoClock.getAsLong() - began).multipliedBy(SHARE);
    goOn(rest.compareTo(PACE) > 0 ? rest : PACE);
  }

  private synchronized void goOn(Duration delay) {
    if (pages.isEmpty()) {
      running = false;
      newest = null;
      changes.clear();
      forgotten = number;
    } else {
      later(delay);
    }
  }

  private synchronized void tell(Overview overview) {
    take(overview);
    var messages = new HashMap<Long, Message>();
    for (EventStream page : pages) {
      long has = page.delivered();
      if (has < number) {
        if (page.offered() < number) {
          page.send(messages.computeIfAbsent(has, since -> message(overview, since)));
        }
      } else if (page.quietFor().compareTo(HEARTBEAT) >= 0) {
        page.send(new Message(ALIVE, number));
      }
    }
  }

  /** Finds what has changed. */
  private void take(Overview overview) {
    Overview before = newest;
    newest = overview;
    List<Namespace> changed = before == null ? List.of() : changed(before, overview);
    boolean same =
        before != null
            && changed.isEmpty()
            && before.store().equals(overview.store())
            && before.replicas().equals(overview.replicas())
            && before.count() == overview.count();
    if (same) {
      return;
    }
    number++;
    changed.forEach(name -> changes.put(name, number));
    if (changes.size() > MAX_REMEMBERED) {
      changes.clear();
      forgotten = number;
    }
  }

  private static List<Namespace> changed(Overview before, Overview after) {
    var changed = new ArrayList<Namespace>();
    after
        .namespaces()
        .forEach(
            (name, row) -> {
              if (!row.equals(before.namespaces().get(name))) {
                changed.add(name);
              }
            });
    for (Namespace name : before.namespaces().keySet()) {
      if (!after.namespaces().containsKey(name)) {
        changed.add(name);
      }
    }
    return changed;
  }

  private Message message(Overview overview, long since) {
    if (since == 0 || since < forgotten) {
      return new Message(event("overview", OverviewJson.whole(overview)), number);
    }
    List<Namespace> changed =
        changes.entrySet().stream()
            .filter(change -> change.getValue() > since)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return new Message(event("change", OverviewJson.change(overview, changed)), number);
  }

  private static byte[] event(String name, ObjectNode data) {
    try {
      return bytes("event: " + name + "\ndata: " + JSON.writeValueAsString(data) + "\n\n");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("JSON could not be written to memory", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether anybody is being told. */
  synchronized boolean isIdle() {
    return !running;
  }
}
