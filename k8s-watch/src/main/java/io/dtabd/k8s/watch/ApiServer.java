package io.dtabd.k8s.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An API server, to be read from. The connections that it keeps are shared by all who read. */
public final class ApiServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A message in an answer may be a whole page of a proxy on the way. */
  private static final int MAX_MESSAGE_CHARS = 500;

  private final HttpClient http;
  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final URI root;

  private ApiServer(HttpClient http, URI root) {
    this.http = http;
    this.root = root;
  }

  /** Nothing is sent before something is asked for. */
  public static ApiServer open(Config config) {
    HttpClient http =
        HttpClientUtils.getHttpClientFactory()
            .newBuilder(config)
            // Over HTTP/2 everything shares one connection, and would wait for it if it is dead.
            .preferHttp11()
            // Who tries again, and when, is decided in one place: in ListWatch.
            .tag(new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build())
            .build();
    String url = config.getMasterUrl();
    return new ApiServer(http, URI.create(url.endsWith("/") ? url : url + "/"));
  }

  /** Ends all connections, and with them everything that is being read. */
  @Override
  public void close() {
    http.close();
  }

  /** Where it is, for people. */
  public String describe() {
    return root.toString();
  }

  /** The answer to a GET, read as {@code type}. */
  <V> V get(String path, Class<V> type, Duration atMost) throws IOException, InterruptedException {
    HttpRequest request = request(path).timeout(atMost.toMillis(), TimeUnit.MILLISECONDS).build();
    HttpResponse<String> response = await(http.sendAsync(request, String.class), path, atMost);
    if (!response.isSuccessful()) {
      throw problem(response.code(), path, response.bodyString());
    }
    try {
      return serialization.unmarshal(response.bodyString(), type);
    } catch (RuntimeException e) {
      throw new IOException(asked(path) + ": the answer is no list: " + e, e);
    }
  }

  /** A body that goes on, and what ends it. */
  record Stream(EventStream events, AsyncBody body) implements AutoCloseable {
    @Override
    public void close() {
      body.cancel();
    }
  }

  /**
   * @param answer how long to wait for the body to begin
   * @param lifetime after which the server ends the body by itself
   */
  Stream stream(String path, Duration answer, Duration lifetime)
      throws IOException, InterruptedException {
    var events = new EventStream();
    // The library's timeout ends at the head of the answer on some versions of Java and at the end
    // of the body on others, so it has to be longer than the body.
    Duration timeout = lifetime.plus(answer);
    HttpRequest request =
        request(path).forStreaming().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS).build();
    HttpResponse<AsyncBody> response = await(http.consumeBytes(request, events), path, answer);
    var stream = new Stream(events, response.body());
    events.start(response.body());
    if (!response.isSuccessful()) {
      try (stream) {
        throw problem(response.code(), path, firstLine(events, answer));
      }
    }
    return stream;
  }

  /** An object out of an answer. */
  <V> V convert(JsonNode object, Class<V> type) {
    return serialization.convertValue(object, type);
  }

  /** What went wrong, from a Status object of the server's. */
  ApiException problem(JsonNode status, String path) {
    return problem(status.path("code").asInt(500), path, status.toString());
  }

  private HttpRequest.Builder request(String path) {
    return http.newHttpRequestBuilder()
        .uri(root.resolve(path))
        .header("Accept", "application/json");
  }

  private ApiException problem(int code, String path, String body) {
    return new ApiException(code, "%s: %d %s".formatted(asked(path), code, message(body)));
  }

  /** For people, to whom the query says little. */
  private String asked(String path) {
    int query = path.indexOf('?');
    return "GET " + root + (query < 0 ? path : path.substring(0, query));
  }

  private static String message(String body) {
    String message = body;
    try {
      String stated = JSON.readTree(body).path("message").asText();
      message = stated.isEmpty() ? body : stated;
    } catch (JsonProcessingException notAStatus) {
      // Of something on the way, then.
    }
    String line = message.replaceAll("\\s+", " ").strip();
    return line.length() > MAX_MESSAGE_CHARS ? line.substring(0, MAX_MESSAGE_CHARS) + "..." : line;
  }

  private static String firstLine(EventStream events, Duration atMost)
      throws IOException, InterruptedException {
    return events.next(atMost).map(line -> new String(line, StandardCharsets.UTF_8)).orElse("");
  }

  private <V> V await(CompletableFuture<V> answer, String path, Duration atMost)
      throws IOException, InterruptedException {
    try {
      return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "%s: no answer within %d s".formatted(asked(path), atMost.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IOException("%s: %s".formatted(asked(path), reason(e)), e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while ((cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause instanceof UncheckedIOException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ConnectException && cause.getMessage() == null) {
      return "connection refused";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
