package io.dtabd.testing.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is in an etcd, over its HTTP gateway. */
record EtcdKeys(HttpClient http, String url) {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");
  private static final Pattern COUNT = Pattern.compile("\"count\":\"(\\d+)\"");

  void put(String key, String value) throws IOException, InterruptedException {
    call("/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(base64(key), base64(value)));
  }

  void deleteAll(String prefix) throws IOException, InterruptedException {
    call(
        "/v3/kv/deleterange",
        "{\"key\":\"%s\",\"range_end\":\"%s\"}".formatted(base64(prefix), base64(after(prefix))));
  }

  void compact() throws IOException, InterruptedException {
    call("/v3/kv/compaction", "{\"revision\":\"%d\",\"physical\":true}".formatted(revision()));
  }

  long count(String prefix) throws IOException, InterruptedException {
    String answer =
        call(
            "/v3/kv/range",
            "{\"key\":\"%s\",\"range_end\":\"%s\",\"count_only\":true}"
                .formatted(base64(prefix), base64(after(prefix))));
    Matcher count = COUNT.matcher(answer);
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }

  long revision() throws IOException, InterruptedException {
    String answer = call("/v3/kv/range", "{\"key\":\"%s\",\"limit\":\"1\"}".formatted(base64("/")));
    Matcher revision = REVISION.matcher(answer);
    if (!revision.find()) {
      throw new IllegalStateException("no revision in " + answer);
    }
    return Long.parseLong(revision.group(1));
  }

  private String call(String path, String body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** The first key after all that begin with {@code prefix}. */
  private static String after(String prefix) {
    int last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
