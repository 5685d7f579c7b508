package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.time.Duration;
import java.util.Optional;

/** Asks the admin port of one replica how far a change has come. */
final class AdminClient {

  /** Well below the time in which a request has to be answered; then it is asked again. */
  private static final Duration LONGEST_ASK = Duration.ofSeconds(20);

  /** A replica that has not heard of the version yet hears of it soon. */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(100);

  private final HttpCalls http;

  AdminClient(HttpCalls http) {
    this.http = http;
  }

  /**
   * How far it has come.
   *
   * @param text for a person
   */
  record Progress(boolean isComplete, String text) {}

  /**
   * Until all watchers of the replica have the version, or a later one, or {@code limit} is over.
   */
  Progress await(String namespace, Optional<String> version, Duration limit) throws FailedCommand {
    String target =
        "/propagation.json?namespace="
            + HttpCalls.encoded(namespace)
            + version.map(it -> "&version=" + HttpCalls.encoded(it)).orElse("");
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      Progress progress = ask(target, left.compareTo(LONGEST_ASK) < 0 ? left : LONGEST_ASK);
      if (progress.isComplete() || System.nanoTime() - deadline >= 0) {
        return progress;
      }
      pause();
    }
  }

  private Progress ask(String target, Duration wait) throws FailedCommand {
    String asked = target + "&wait=" + Math.max(1, wait.toMillis()) + "ms";
    try {
      return progress(http.json(http.call(http.request(asked).GET()).body(), JsonNodeType.OBJECT));
    } catch (UnreachableException e) {
      return new Progress(false, String.valueOf(e.getMessage()));
    } catch (RefusedException e) {
      if (e.isNotFound() || e.isUnavailable()) {
        return new Progress(false, "Not known yet: " + e.reason());
      }
      throw e;
    }
  }

  private static Progress progress(JsonNode json) {
    int reached = json.path("reached").asInt();
    int waiting = json.path("waiting").asInt();
    if (json.path("complete").asBoolean()) {
      return new Progress(
          true,
          switch (reached) {
            case 0 -> "Nobody watches it";
            case 1 -> "The one watcher has it";
            default -> "All " + reached + " watchers have it";
          });
    }
    JsonNode slowest = json.path("slowest");
    return new Progress(
        false,
        "%d of %d watchers do not have it yet; the slowest is %s from %s"
            .formatted(
                waiting,
                waiting + reached,
                slowest.path("protocol").asText("one"),
                slowest.path("remote").asText("somewhere")));
  }

  private static void pause() throws FailedCommand {
    try {
      Thread.sleep(ASK_AGAIN_AFTER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedCommand("interrupted while waiting", e);
    }
  }
}
