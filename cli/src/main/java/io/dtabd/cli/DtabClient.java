package io.dtabd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.dtabd.dtab.Dtab;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Calls the HTTP API for dtabs, as namerctl does. */
final class DtabClient {

  /** The second type makes the server say what is wrong as plain text. */
  private static final String JSON = "application/json, text/plain;q=0.1";

  /** A dtab exactly as it was written, which only dtabd knows. */
  private static final String SOURCE = "application/vnd.dtabd.source";

  /** In {@code If-Match}: whatever version is there. */
  private static final String ANY_VERSION = "*";

  private final HttpCalls http;
  private final Optional<String> author;

  /**
   * @param base the server's URL without a path
   * @param author whom the history shall name
   */
  DtabClient(URI base, Optional<String> author) {
    this(new HttpCalls(base, "--base-url or " + BaseUrl.VARIABLE), author);
  }

  DtabClient(HttpCalls http, Optional<String> author) {
    this.http = http;
    this.author = author;
  }

  List<String> list() throws FailedCommand {
    HttpCalls.Answer answer = http.call(request("").header("Accept", JSON).GET());
    var names = new ArrayList<String>();
    for (JsonNode name : array(answer)) {
      names.add(name.asText());
    }
    return names;
  }

  FetchedDtab get(String namespace) throws FailedCommand {
    return fetched(http.call(request(namespace).header("Accept", JSON).GET()));
  }

  /** The dtab with its comments and every digit of its weights, as far as the server knows them. */
  SourceDtab source(String namespace) throws FailedCommand {
    HttpCalls.Answer answer =
        http.call(request(namespace).header("Accept", SOURCE + ", " + JSON).GET());
    return answer.type().filter(SOURCE::equals).isPresent()
        ? new SourceDtab(answer.etag().orElse(""), answer.body())
        : new SourceDtab(answer.etag().orElse(""), fetched(answer).pretty());
  }

  /** What was written to a namespace, newest first. */
  List<PastDtab> history(String namespace) throws FailedCommand {
    HttpCalls.Answer answer =
        http.call(http.request(target(namespace) + "/history").header("Accept", JSON).GET());
    var history = new ArrayList<PastDtab>();
    for (JsonNode entry : array(answer)) {
      history.add(PastDtab.of(entry));
    }
    return history;
  }

  /**
   * @return the first version; empty if the server does not tell
   */
  Optional<String> create(String namespace, DtabFile dtab) throws FailedCommand {
    return http.call(
            write(namespace)
                .header("Content-Type", dtab.type())
                .POST(BodyPublishers.ofString(dtab.body(), UTF_8)))
        .etag();
  }

  /**
   * @param version that the dtab must have; empty: whatever it has, or none
   * @return the new version; empty if the server does not tell
   */
  Optional<String> update(String namespace, DtabFile dtab, Optional<String> version)
      throws FailedCommand {
    HttpRequest.Builder request =
        write(namespace)
            .header("Content-Type", dtab.type())
            .PUT(BodyPublishers.ofString(dtab.body(), UTF_8));
    return http.call(onlyIf(version, request)).etag();
  }

  /**
   * As {@link #update(String, DtabFile, Optional)}, if the server finds nothing that it breaks.
   *
   * @throws BreakingWriteException if it does
   */
  CheckedWrite update(String namespace, DtabFile dtab, Optional<String> version, Check check)
      throws FailedCommand {
    HttpRequest.Builder request =
        checked(namespace, check)
            .header("Content-Type", dtab.type())
            .PUT(BodyPublishers.ofString(dtab.body(), UTF_8));
    return write(namespace, onlyIf(version, request));
  }

  /** As {@link #create(String, DtabFile)}, whatever it breaks. */
  CheckedWrite createAnyway(String namespace, DtabFile dtab) throws FailedCommand {
    return write(
        namespace,
        checked(namespace, Check.WARN)
            .header("Content-Type", dtab.type())
            .POST(BodyPublishers.ofString(dtab.body(), UTF_8)));
  }

  /**
   * @param version that the dtab must have
   * @throws BreakingWriteException if that leaves nothing to somebody who watches
   */
  CheckedWrite delete(String namespace, Optional<String> version, Check check)
      throws FailedCommand {
    return write(namespace, onlyIf(version, checked(namespace, check).DELETE()));
  }

  /**
   * Takes a step of a shift.
   *
   * @return empty if the server does not know of shifts
   * @throws BreakingWriteException if it breaks something
   */
  Optional<ShiftAnswer> shift(String namespace, ShiftBody body, Check check, boolean isDryRun)
      throws FailedCommand {
    HttpRequest.Builder request =
        signed(
                "/api/1/shift/%s%s%s"
                    .formatted(
                        HttpCalls.encoded(namespace),
                        check.query(),
                        isDryRun ? "&dryRun=true" : ""))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.json(), UTF_8));
    try {
      HttpCalls.Answer answer = call(namespace, request);
      JsonNode json = http.json(answer.body(), JsonNodeType.OBJECT);
      return Optional.of(
          new ShiftAnswer(
              json.path("before").asText(),
              json.path("after").asText(),
              json.path("dentries").asInt(),
              CheckedWrite.of(answer.etag(), json)));
    } catch (RefusedException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    } catch (UnreachableException e) {
      throw inDoubt(e);
    }
  }

  /** What becomes of a step that may have been taken. */
  static FailedCommand inDoubt(UnreachableException e) {
    return new FailedCommand(
        e.getMessage() + "; it may be done or not, run the same command again", e);
  }

  private CheckedWrite write(String namespace, HttpRequest.Builder request) throws FailedCommand {
    HttpCalls.Answer answer = call(namespace, request);
    boolean isChecked = answer.type().filter("application/json"::equals).isPresent();
    return isChecked
        ? CheckedWrite.of(answer.etag(), http.json(answer.body(), JsonNodeType.OBJECT))
        : CheckedWrite.unchecked(answer.etag());
  }

  /** A call that the server may refuse with reasons. */
  private HttpCalls.Answer call(String namespace, HttpRequest.Builder builder)
      throws FailedCommand {
    HttpRequest request = builder.build();
    HttpCalls.Answer answer = http.answer(request);
    if (answer.isGood()) {
      return answer;
    }
    String text = answer.body().strip();
    if (answer.type().filter("application/json"::equals).isPresent()) {
      JsonNode json = http.json(text, JsonNodeType.OBJECT);
      if (WriteFindings.isRefused(json)) {
        throw BreakingWriteException.of(namespace, json);
      }
      text = json.path("error").asText();
      if (json.has("candidates")) {
        throw new FailedCommand(withCandidates(text, json.path("candidates")));
      }
    }
    // What is asked of a check is no part of what went wrong.
    throw new RefusedException(
        answer.status(), text, http.base().resolve(request.uri().getRawPath()));
  }

  private static String withCandidates(String text, JsonNode candidates) {
    var lines = new StringBuilder(text);
    for (JsonNode candidate : candidates) {
      lines.append(System.lineSeparator()).append("  ").append(candidate.asText());
    }
    return lines.toString();
  }

  private HttpRequest.Builder checked(String namespace, Check check) {
    return signed(target(namespace) + check.query());
  }

  /**
   * What writing {@code dtab} would change, and what it would be refused for.
   *
   * @param version that the present dtab must have; empty: whatever it has, or none
   * @throws FailedCommand if it has another one, or the server cannot tell
   */
  JsonNode rehearsal(String namespace, DtabFile dtab, Optional<String> version)
      throws FailedCommand {
    JsonNode preview = rehearsal(namespace, dtab);
    JsonNode current = preview.path("version");
    if (version.isPresent() && current.isNull()) {
      throw missing(namespace);
    }
    if (version.isPresent()
        && !version.get().equals(ANY_VERSION)
        && !version.get().equals(current.asText())) {
      throw new FailedCommand(
          "version conflict: namespace '%s' is at %s, not %s; fetch it again and reapply your change"
              .formatted(namespace, current.asText(), version.get()));
    }
    return preview;
  }

  /** Of a write that needs the namespace to be there. */
  static FailedCommand missing(String namespace) {
    return new FailedCommand("there is no namespace '%s'; check the name".formatted(namespace));
  }

  private JsonNode rehearsal(String namespace, DtabFile dtab) throws FailedCommand {
    try {
      return preview(namespace, dtab, Check.REFUSE);
    } catch (RefusedException e) {
      if (e.isNotFound()) {
        throw new FailedCommand(
            "%s cannot say what a write would change: it is namerd, or an older dtabd. Nothing was written"
                .formatted(http.base()),
            e);
      }
      throw e;
    }
  }

  /** The same of a server that is known to tell. */
  JsonNode preview(String namespace, DtabFile dtab, Check check) throws FailedCommand {
    return preview(namespace, dtab, check.query());
  }

  /**
   * What writing {@code dtab} would change, as the server tells it.
   *
   * @param paths names to be compared besides those that are watched
   */
  JsonNode preview(String namespace, DtabFile dtab, List<String> paths) throws FailedCommand {
    return preview(
        namespace,
        dtab,
        paths.stream()
            .map(path -> "path=" + HttpCalls.encoded(path))
            .collect(Collectors.joining("&", paths.isEmpty() ? "" : "?", "")));
  }

  private JsonNode preview(String namespace, DtabFile dtab, String query) throws FailedCommand {
    HttpCalls.Answer answer =
        http.call(
            http.request("/api/1/preview/" + HttpCalls.encoded(namespace) + query)
                .header("Content-Type", dtab.type())
                .POST(BodyPublishers.ofString(dtab.body(), UTF_8)));
    return http.json(answer.body(), JsonNodeType.OBJECT);
  }

  private static HttpRequest.Builder onlyIf(Optional<String> version, HttpRequest.Builder request)
      throws FailedCommand {
    try {
      version.ifPresent(expected -> request.header("If-Match", expected));
      return request;
    } catch (IllegalArgumentException e) {
      throw new FailedCommand("'" + version.orElse("") + "' is not a version", e);
    }
  }

  private HttpRequest.Builder write(String namespace) {
    return signed(target(namespace));
  }

  /** A request that says whom the history shall name. */
  private HttpRequest.Builder signed(String target) {
    HttpRequest.Builder request = http.request(target);
    author.ifPresent(name -> request.header("From", name));
    return request;
  }

  private HttpRequest.Builder request(String namespace) {
    return http.request(target(namespace));
  }

  private static String target(String namespace) {
    return "/api/1/dtabs" + (namespace.isEmpty() ? "" : "/" + HttpCalls.encoded(namespace));
  }

  private FetchedDtab fetched(HttpCalls.Answer answer) throws FailedCommand {
    var dentries = new ArrayList<DentryText>();
    for (JsonNode dentry : array(answer)) {
      dentries.add(new DentryText(dentry.path("prefix").asText(), dentry.path("dst").asText()));
    }
    return new FetchedDtab(answer.etag().orElse(""), dentries);
  }

  private JsonNode array(HttpCalls.Answer answer) throws FailedCommand {
    return http.json(answer.body(), JsonNodeType.ARRAY);
  }

  /**
   * @param version empty if the server sent none
   */
  record SourceDtab(String version, String text) {

    Dtab dtab() throws FailedCommand {
      try {
        return Dtab.read(text);
      } catch (IllegalArgumentException e) {
        throw new FailedCommand("the server sent what is not a dtab: " + e.getMessage(), e);
      }
    }
  }
}
