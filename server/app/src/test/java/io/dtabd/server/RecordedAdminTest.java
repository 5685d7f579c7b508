package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.config.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The addresses of namerd 1.7.5's admin port answer here with its statuses, types and shapes. What
 * is in the pages is another thing.
 */
class RecordedAdminTest {

  /** namerd shows its page at every address that it does not know; that helps nobody's script. */
  private static final Set<String> NOT_THERE = Set.of("/nothing");

  /** An icon is an image, though namerd does not say so. */
  private static final Set<String> OF_ANOTHER_TYPE = Set.of("/favicon.ico");

  @TempDir private Path disco;

  @TestFactory
  Stream<DynamicTest> admin() throws Exception {
    Files.writeString(disco.resolve("world-v1"), "127.0.0.1 7778\n");
    String config =
        """
        admin: {port: 0}
        storage:
          kind: io.l5d.inMemory
          namespaces:
            internal: /srv => /#/io.l5d.fs ; /host => /srv ; /svc => /host ; /host/world => /srv/world-v1
        namers: [{kind: io.l5d.fs, rootDir: %s}]
        interfaces: [{kind: io.l5d.httpController, port: 0}]
        """
            .formatted(disco);
    Dtabd dtabd =
        Dtabd.start(Config.read("test", new ByteArrayInputStream(config.getBytes(UTF_8))));
    HttpClient client = HttpClient.newHttpClient();
    int port = dtabd.address("admin").orElseThrow().getPort();
    return StreamSupport.stream(recorded().spliterator(), false)
        .map(
            entry ->
                dynamicTest(
                    entry.at("/step/name").asText(),
                    () ->
                        compare(entry, client.send(request(entry, port), BodyHandlers.ofString()))))
        .onClose(
            () -> {
              client.close();
              dtabd.close();
            });
  }

  private static JsonNode recorded() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RecordedAdminTest.class.getResourceAsStream("/recorded/admin.json"))) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static HttpRequest request(JsonNode entry, int port) {
    JsonNode step = entry.get("step");
    return HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:" + port + step.get("path").asText().replace("=>", "%3D%3E")))
        .method(step.get("method").asText(), HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private static void compare(JsonNode entry, HttpResponse<String> got) throws IOException {
    String name = entry.at("/step/name").asText();
    JsonNode want = entry.get("namerd");
    if (NOT_THERE.contains(name)) {
      assertThat(got.statusCode()).isEqualTo(404);
      return;
    }
    assertThat(got.statusCode()).as(got.body()).isEqualTo(want.get("status").asInt());
    String type = want.at("/headers/content-type").asText();
    if (!type.isEmpty() && !OF_ANOTHER_TYPE.contains(name)) {
      assertThat(bare(got.headers().firstValue("Content-Type").orElse(""))).isEqualTo(bare(type));
    }
    if (name.equals("/admin/ping")) {
      assertThat(got.body()).isEqualTo(want.get("body").asText());
    } else if (want.has("body")) {
      var json = new ObjectMapper();
      JsonNode wanted = json.readTree(want.get("body").asText());
      JsonNode actual = json.readTree(got.body());
      assertThat(names(actual)).isEqualTo(names(wanted));
      assertThat(actual.get("type")).isEqualTo(wanted.get("type"));
      assertThat(actual.get("path")).isEqualTo(wanted.get("path"));
      assertThat(actual.at("/delegate/dentry")).isEqualTo(wanted.at("/delegate/dentry"));
      assertThat(actual.at("/delegate/path")).isEqualTo(wanted.at("/delegate/path"));
    }
  }

  private static Set<String> names(JsonNode json) {
    var names = new TreeSet<String>();
    json.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String bare(String type) {
    return type.split(";")[0];
  }
}
