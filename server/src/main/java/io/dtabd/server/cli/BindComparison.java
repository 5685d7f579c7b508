package io.dtabd.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;

/** Binds names on two servers and says which mean different things. */
final class BindComparison {

  /** Enough to hide the way to the server, little enough to disturb nobody. */
  private static final int AT_ONCE = 8;

  /** A name that takes longer to look up is not known. */
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  /** Endpoints come and go while they are asked for: a difference counts if it stays. */
  private static final int TRIES = 3;

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(300);

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpCalls from;
  private final HttpCalls to;

  BindComparison(HttpCalls from, HttpCalls to) {
    this.from = from;
    this.to = to;
  }

  /** What a path means on each side, where that is not the same. */
  record Difference(String path, String from, String to) {}

  /** What the namers of either side know. */
  List<String> boundNames() throws FailedCommand {
    var names = new TreeSet<String>();
    for (HttpCalls side : List.of(from, to)) {
      String body = side.call(side.request("/api/1/bound-names").GET()).body();
      side.json(body, JsonNodeType.ARRAY).forEach(name -> names.add(name.asText()));
    }
    return List.copyOf(names);
  }

  List<Difference> differences(String namespace, List<String> paths) throws FailedCommand {
    var tasks = new ArrayList<Callable<Optional<Difference>>>();
    for (String path : paths) {
      tasks.add(() -> difference(namespace, path));
    }
    var differences = new ArrayList<Difference>();
    try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (Future<Optional<Difference>> result : threads.invokeAll(tasks)) {
        result.get().ifPresent(differences::add);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedCommand("interrupted while comparing", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FailedCommand failed) {
        throw failed;
      }
      throw new IllegalStateException(e);
    }
    return differences;
  }

  private Optional<Difference> difference(String namespace, String path)
      throws FailedCommand, InterruptedException {
    String target =
        "/api/1/bind/" + HttpCalls.encoded(namespace) + "?path=" + HttpCalls.encoded(path);
    for (int tries = 1; ; tries++) {
      String before = meaning(from, target);
      String after = meaning(to, target);
      if (before.equals(after)) {
        return Optional.empty();
      }
      if (tries == TRIES) {
        return Optional.of(new Difference(path, before, after));
      }
      Thread.sleep(BETWEEN_TRIES);
    }
  }

  /** Servers word their errors differently, so one error is like another. */
  private static String meaning(HttpCalls server, String target) throws FailedCommand {
    HttpCalls.Answer answer = server.answer(server.request(target).timeout(TIMEOUT).GET().build());
    if (!answer.isGood()) {
      return "an error";
    }
    try {
      return normal(MAPPER.readTree(answer.body())).toString();
    } catch (JsonProcessingException e) {
      throw new FailedCommand(server.base() + " does not answer binds in JSON", e);
    }
  }

  /** The order of addresses, and of an object's members, means nothing. */
  private static JsonNode normal(JsonNode json) {
    if (json instanceof ObjectNode object) {
      ObjectNode normal = JsonNodeFactory.instance.objectNode();
      for (String name : new TreeSet<>(names(object))) {
        JsonNode member = normal(object.path(name));
        normal.set(name, name.equals("addrs") ? sorted(member) : member);
      }
      return normal;
    }
    if (json instanceof ArrayNode array) {
      ArrayNode normal = JsonNodeFactory.instance.arrayNode();
      array.forEach(item -> normal.add(normal(item)));
      return normal;
    }
    return json;
  }

  private static List<String> names(ObjectNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode sorted(JsonNode addresses) {
    ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
    StreamSupport.stream(addresses.spliterator(), false)
        .sorted(Comparator.comparing(JsonNode::toString))
        .forEach(sorted::add);
    return sorted;
  }
}
