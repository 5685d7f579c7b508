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
   * What writing {@code dtab} would change, as the server tells it.
   *
   * @param paths names to be compared besides those that are watched
   */
  JsonNode preview(String namespace, DtabFile dtab, List<String> paths) throws FailedCommand {
    String query =
        paths.stream()
            .map(path -> "path=" + HttpCalls.encoded(path))
            .collect(Collectors.joining("&", paths.isEmpty() ? "" : "?", ""));
    HttpCalls.Answer answer =
        http.call(
            http.request("/api/1/preview/" + HttpCalls.encoded(namespace) + query)
                .header("Content-Type", dtab.type())
                .POST(BodyPublishers.ofString(dtab.body(), UTF_8)));
    return http.json(answer.body(), JsonNodeType.OBJECT);
  }

  void delete(String namespace, Optional<String> version) throws FailedCommand {
    http.call(onlyIf(version, write(namespace).DELETE()));
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
    HttpRequest.Builder request = request(namespace);
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
