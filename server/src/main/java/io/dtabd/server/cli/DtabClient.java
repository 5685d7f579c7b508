package io.dtabd.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dtabd.dtab.Dtab;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls the HTTP API, as namerctl does. */
final class DtabClient {

  /** Long enough for a distant server, short enough for a person who waits. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** A store behind the server may be slow to answer; it gives up by itself before that. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  /** Several times what the server accepts as a dtab. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

  /** The second type makes the server say what is wrong as plain text. */
  private static final String JSON = "application/json, text/plain;q=0.1";

  /** A dtab exactly as it was written, which only dtabd knows. */
  private static final String SOURCE = "application/vnd.dtabd.source";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * @param base the server's URL without a path
   */
  DtabClient(URI base) {
    this.base = base;
  }

  private record Answer(int status, String body, Optional<String> etag, Optional<String> type) {}

  List<String> list() throws FailedCommand {
    Answer answer = call(request("").header("Accept", JSON).GET());
    var names = new ArrayList<String>();
    for (JsonNode name : json(answer.body())) {
      names.add(name.asText());
    }
    return names;
  }

  FetchedDtab get(String namespace) throws FailedCommand {
    return fetched(call(request(namespace).header("Accept", JSON).GET()));
  }

  /** The dtab with its comments and every digit of its weights, as far as the server knows them. */
  SourceDtab source(String namespace) throws FailedCommand {
    Answer answer = call(request(namespace).header("Accept", SOURCE + ", " + JSON).GET());
    return answer.type().filter(SOURCE::equals).isPresent()
        ? new SourceDtab(answer.etag().orElse(""), answer.body())
        : new SourceDtab(answer.etag().orElse(""), fetched(answer).pretty());
  }

  void create(String namespace, DtabFile dtab) throws FailedCommand {
    call(
        request(namespace)
            .header("Content-Type", dtab.type())
            .POST(BodyPublishers.ofString(dtab.body(), UTF_8)));
  }

  /**
   * @param version that the dtab must have; empty: whatever it has, or none
   */
  void update(String namespace, DtabFile dtab, Optional<String> version) throws FailedCommand {
    HttpRequest.Builder request =
        request(namespace)
            .header("Content-Type", dtab.type())
            .PUT(BodyPublishers.ofString(dtab.body(), UTF_8));
    call(onlyIf(version, request));
  }

  void delete(String namespace, Optional<String> version) throws FailedCommand {
    call(onlyIf(version, request(namespace).DELETE()));
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

  private HttpRequest.Builder request(String namespace) {
    String path = namespace.isEmpty() ? "" : "/" + URLEncoder.encode(namespace, UTF_8);
    return HttpRequest.newBuilder(base.resolve("/api/1/dtabs" + path.replace("+", "%20")))
        .timeout(REQUEST_TIMEOUT);
  }

  private Answer call(HttpRequest.Builder builder) throws FailedCommand {
    HttpRequest request = builder.build();
    Answer answer;
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES);
        answer =
            new Answer(
                response.statusCode(),
                new String(bytes, UTF_8),
                response.headers().firstValue("ETag"),
                response.headers().firstValue("Content-Type"));
      }
    } catch (IOException e) {
      throw new FailedCommand(unreachable(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedCommand("interrupted while waiting for " + base, e);
    }
    if (answer.status() < 200 || answer.status() > 299) {
      throw new RefusedException(answer.status(), answer.body().strip(), request.uri());
    }
    return answer;
  }

  private String unreachable(IOException e) {
    String advice =
        "; is dtabd running there? Another server is named with --base-url or " + BaseUrl.VARIABLE;
    return switch (e) {
      case HttpConnectTimeoutException _ ->
          "cannot reach %s: no connection within %d s%s"
              .formatted(base, CONNECT_TIMEOUT.toSeconds(), advice);
      case HttpTimeoutException _ ->
          "%s did not answer within %d s".formatted(base, REQUEST_TIMEOUT.toSeconds());
      case ConnectException _ -> "cannot reach " + base + ": no connection" + advice;
      default -> "the connection to " + base + " failed: " + e.getMessage();
    };
  }

  private FetchedDtab fetched(Answer answer) throws FailedCommand {
    var dentries = new ArrayList<DentryText>();
    for (JsonNode dentry : json(answer.body())) {
      dentries.add(new DentryText(dentry.path("prefix").asText(), dentry.path("dst").asText()));
    }
    return new FetchedDtab(answer.etag().orElse(""), dentries);
  }

  private JsonNode json(String body) throws FailedCommand {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json.isArray()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Told below: whoever answers so is not the API.
    }
    throw new FailedCommand(
        base + " does not answer as dtabd or namerd would; is it another server's port?");
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
