package io.dtabd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** Requests to one server, whose failures are told to a person. */
final class HttpCalls {

  /** Long enough for a distant server, short enough for a person who waits. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** A store behind the server may be slow to answer; it gives up by itself before that. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  /** Several times what the server accepts as a dtab. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final URI base;
  private final String howToName;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * @param base the server's URL without a path
   * @param howToName another server, for the error when there is none: {@code --base-url or X}
   */
  HttpCalls(URI base, String howToName) {
    this.base = base;
    this.howToName = howToName;
  }

  /**
   * @param type of the body
   */
  record Answer(int status, String body, Optional<String> etag, Optional<String> type) {

    boolean isGood() {
      return status >= 200 && status <= 299;
    }
  }

  URI base() {
    return base;
  }

  /** A segment of a path, or a value of a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /**
   * @param target path and query, encoded
   */
  HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(base.resolve(target)).timeout(REQUEST_TIMEOUT);
  }

  /**
   * @throws RefusedException if the status is not one of success
   */
  Answer call(HttpRequest.Builder builder) throws FailedCommand {
    HttpRequest request = builder.build();
    Answer answer = answer(request);
    if (!answer.isGood()) {
      throw new RefusedException(answer.status(), answer.body().strip(), request.uri());
    }
    return answer;
  }

  /** What the server answers, whatever the status. */
  Answer answer(HttpRequest request) throws FailedCommand {
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(MAX_ANSWER_BYTES);
        return new Answer(
            response.statusCode(),
            new String(bytes, UTF_8),
            response.headers().firstValue("ETag"),
            response.headers().firstValue("Content-Type"));
      }
    } catch (IOException e) {
      throw new UnreachableException(unreachable(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedCommand("interrupted while waiting for " + base, e);
    }
  }

  /**
   * @param type that the answer must be of, for it to be the API's
   */
  JsonNode json(String body, JsonNodeType type) throws FailedCommand {
    try {
      JsonNode json = MAPPER.readTree(body);
      if (json.getNodeType() == type) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Told below: whoever answers so is not the API.
    }
    throw new FailedCommand(
        base + " does not answer as dtabd or namerd would; is it another server's port?");
  }

  private String unreachable(IOException e) {
    String advice = "; is dtabd running there? Another server is named with " + howToName;
    return switch (e) {
      case HttpConnectTimeoutException _ ->
          "cannot reach %s: no connection within %d s%s"
              .formatted(base, CONNECT_TIMEOUT.toSeconds(), advice);
      case HttpTimeoutException _ -> base + " did not answer in time";
      case ConnectException _ -> "cannot reach " + base + ": no connection" + advice;
      default -> "the connection to " + base + " failed: " + e.getMessage();
    };
  }
}
