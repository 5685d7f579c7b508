package io.dtabd.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
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

  /** A dtab that has to go along with a question must fit into its first line. */
  private static final int MAX_LOCAL_CHARS = 32 * 1024;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final HttpCalls from;
  private final HttpCalls to;

  BindComparison(HttpCalls from, HttpCalls to) {
    this.from = from;
    this.to = to;
  }

  /** What a path means on each side, where that is not the same. */
  record Difference(String path, String from, String to) {}

  /**
   * What an answer means.
   *
   * @param exact the same text for the same meaning
   * @param text for people, who see no metadata in it
   */
  private record Meaning(String exact, String text) {}

  /** A dtab for the target to go by, in the form of a query, where it has none yet. */
  record Instead(String query) {

    static final Instead NOTHING = new Instead("");

    /**
     * @return empty if it is too long to be sent with a question
     */
    static Optional<Instead> of(Dtab dtab) {
      String text = dtab.dentries().stream().map(Dentry::text).collect(joining(";"));
      var instead = new Instead("&dtab=" + HttpCalls.encoded(text));
      return instead.query().length() <= MAX_LOCAL_CHARS ? Optional.of(instead) : Optional.empty();
    }
  }

  /** What the namers of either side know. */
  List<String> boundNames() throws FailedCommand {
    var names = new TreeSet<String>();
    for (HttpCalls side : List.of(from, to)) {
      String body = side.call(side.request("/api/1/bound-names").GET()).body();
      side.json(body, JsonNodeType.ARRAY).forEach(name -> names.add(name.asText()));
    }
    return List.copyOf(names);
  }

  List<Difference> differences(String namespace, List<String> paths, Instead instead)
      throws FailedCommand {
    var tasks = new ArrayList<Callable<Optional<Difference>>>();
    for (String path : paths) {
      tasks.add(() -> difference(namespace, path, instead));
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

  private Optional<Difference> difference(String namespace, String path, Instead instead)
      throws FailedCommand, InterruptedException {
    String target =
        "/api/1/bind/" + HttpCalls.encoded(namespace) + "?path=" + HttpCalls.encoded(path);
    for (int tries = 1; ; tries++) {
      Meaning before = meaning(from, target);
      Meaning after = meaning(to, target + instead.query());
      if (before.exact().equals(after.exact())) {
        return Optional.empty();
      }
      if (tries == TRIES) {
        return Optional.of(
            before.text().equals(after.text())
                ? new Difference(path, before.exact(), after.exact())
                : new Difference(path, before.text(), after.text()));
      }
      Thread.sleep(BETWEEN_TRIES);
    }
  }

  /** Servers word their errors differently, so one error is like another. */
  private static Meaning meaning(HttpCalls server, String target) throws FailedCommand {
    HttpCalls.Answer answer = server.answer(server.request(target).timeout(TIMEOUT).GET().build());
    if (!answer.isGood()) {
      String said = answer.body().strip();
      return new Meaning(
          "an error", answer.status() + (said.isEmpty() ? ", without a reason" : ": " + said));
    }
    try {
      JsonNode tree = normal(MAPPER.readTree(answer.body()));
      return new Meaning(tree.toString(), BoundTreeText.withAddresses(tree));
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
