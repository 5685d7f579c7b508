package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Optional;

/** Asks one server how far a change has come. The server asks the other replicas. */
final class ArrivalClient {

  /** Well below the time in which a request has to be answered; then it is asked again. */
  private static final Duration LONGEST_ASK = Duration.ofSeconds(20);

  /** A replica that has not heard of the version yet hears of it soon. */
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(100);

  private final HttpCalls http;
  private final Port port;

  /** Which of a server's ports is asked; both say the same. */
  enum Port {
    HTTP,
    ADMIN;

    private String target(String namespace) {
      String name = HttpCalls.encoded(namespace);
      return switch (this) {
        case HTTP -> "/api/1/propagation/" + name + "?";
        case ADMIN -> "/propagation.json?namespace=" + name + "&";
      };
    }
  }

  ArrivalClient(HttpCalls http, Port port) {
    this.http = http;
    this.port = port;
  }

  /**
   * How far it has come.
   *
   * @param text for a person
   */
  record Progress(boolean hasArrived, String text) {}

  /**
   * What is waited for.
   *
   * @param version empty: the newest
   * @param accept what counts as arrival where clients cannot confirm it
   */
  record Change(String namespace, Optional<String> version, String accept) {}

  /** Whether the server has this address; older ones have it on the admin port only. */
  boolean isThere(String namespace) throws FailedCommand {
    try {
      // Where the address is, the method is not supported; nothing has to be found out for that.
      HttpCalls.Answer answer =
          http.answer(
              http.request(port.target(namespace))
                  .method("OPTIONS", BodyPublishers.noBody())
                  .build());
      return answer.status() != 404;
    } catch (UnreachableException e) {
      return true; // it may be there again in time
    }
  }

  /** Until the change has arrived at all watchers, or {@code limit} is over. */
  Progress await(Change change, Duration limit) throws FailedCommand {
    String target =
        port.target(change.namespace())
            + "accept="
            + change.accept()
            + change.version().map(it -> "&version=" + HttpCalls.encoded(it)).orElse("");
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      Progress progress = ask(target, left.compareTo(LONGEST_ASK) < 0 ? left : LONGEST_ASK);
      if (progress.hasArrived() || System.nanoTime() - deadline >= 0) {
        return progress;
      }
      pause();
    }
  }

  private Progress ask(String target, Duration wait) throws FailedCommand {
    String asked = target + "&wait=" + Math.max(1, wait.toMillis()) + "ms";
    try {
      JsonNode json = http.json(http.call(http.request(asked).GET()).body(), JsonNodeType.OBJECT);
      return json.has("arrived")
          ? new Progress(json.path("arrived").asBoolean(), new ArrivalText(json).text())
          : ofOlderServer(json);
    } catch (UnreachableException e) {
      return new Progress(false, String.valueOf(e.getMessage()));
    } catch (RefusedException e) {
      if (e.isNotFound() || e.isUnavailable()) {
        return new Progress(false, "Not known yet: " + e.reason());
      }
      throw e;
    }
  }

  /** It knows what it has sent, and nothing of other replicas. */
  private static Progress ofOlderServer(JsonNode json) {
    int reached = json.path("reached").asInt();
    int waiting = json.path("waiting").asInt();
    boolean complete = json.path("complete").asBoolean();
    String text;
    if (complete) {
      text =
          switch (reached) {
            case 0 -> "Nobody watches it";
            case 1 -> "It was sent to the one watcher";
            default -> "It was sent to all " + reached + " watchers";
          };
    } else {
      text = "It was not sent to %d of %d watchers yet".formatted(waiting, waiting + reached);
    }
    return new Progress(
        complete,
        text
            + "; this replica only; whether clients have it is not known, for the server is an older"
            + " version");
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
