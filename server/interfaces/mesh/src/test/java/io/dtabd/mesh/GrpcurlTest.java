package io.dtabd.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.testing.peers.Peers;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of another make, which knows of the interface only what the server itself tells. */
class GrpcurlTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path disco;
  private Path grpcurl;
  private MeshFixture fixture;

  @BeforeEach
  void start() {
    grpcurl =
        Peers.require("grpcurl", "go install github.com/fullstorydev/grpcurl/cmd/grpcurl@v1.9.3");
    fixture = MeshFixture.of(disco, Map.of("internal", "/svc => /#/io.l5d.fs"));
  }

  @AfterEach
  void stop() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    assertThat(run("list").out())
        .contains(
            "io.linkerd.mesh.Codec",
            "io.linkerd.mesh.Delegator",
            "io.linkerd.mesh.Interpreter",
            "io.linkerd.mesh.Resolver",
            "grpc.health.v1.Health");
  }

  @Test
  void theServerIsHealthy() throws Exception {
    assertThat(call("grpc.health.v1.Health/Check", "{}").at("/status").asText())
        .isEqualTo("SERVING");
  }

  @Test
  void aPathIsBoundToAnId() throws Exception {
    JsonNode answer =
        call(
            "io.linkerd.mesh.Interpreter/GetBoundTree",
            "{'root': %s, 'name': %s}".formatted(path("internal"), path("svc", "world-v1")));

    assertThat(labels(answer.at("/tree/leaf/id"))).containsExactly("#", "io.l5d.fs", "world-v1");
  }

  @Test
  void anIdIsResolvedToItsAddresses() throws Exception {
    JsonNode answer =
        call(
            "io.linkerd.mesh.Resolver/GetReplicas",
            "{'id': %s}".formatted(path("#", "io.l5d.fs", "world-v1")));

    JsonNode endpoint = answer.at("/bound/endpoints/0");
    assertThat(endpoint.get("port").asInt()).isEqualTo(7778);
    assertThat(endpoint.get("address").asText()).isEqualTo("fwAAAQ==");
  }

  @Test
  void aDtabIsReadWithItsVersion() throws Exception {
    JsonNode answer =
        call("io.linkerd.mesh.Delegator/GetDtab", "{'root': %s}".formatted(path("internal")));

    assertThat(answer.at("/dtab/version/id").asText()).isEqualTo("AAAAAAAAAAE=");
    assertThat(answer.at("/dtab/dtab/dentries")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"GetDelegateTree", "StreamDelegateTree"})
  void aPathIsDelegatedStepByStep(String method) throws Exception {
    JsonNode answer =
        call(
            "io.linkerd.mesh.Delegator/" + method,
            "{'root': %s, 'tree': {'leaf': {'id': %s}}}"
                .formatted(path("internal"), path("svc", "world-v1")));

    assertThat(labels(answer.at("/tree/path"))).containsExactly("svc", "world-v1");
    assertThat(labels(answer.at("/tree/delegate/leaf/id")))
        .containsExactly("#", "io.l5d.fs", "world-v1");
  }

  @Test
  void dtabsAndPathsAreReadAndShown() throws Exception {
    JsonNode dtab = call("io.linkerd.mesh.Codec/ReadDtab", "{'text': '/a => /b | ~'}");
    assertThat(call("io.linkerd.mesh.Codec/ShowDtab", dtab.toString()).get("text").asText())
        .isEqualTo("/a=>/b | ~");
    JsonNode path = call("io.linkerd.mesh.Codec/ReadPath", "{'text': '/a/b'}");
    assertThat(call("io.linkerd.mesh.Codec/ShowPath", path.toString()).get("text").asText())
        .isEqualTo("/a/b");
  }

  @ParameterizedTest
  @CsvSource({
    "Interpreter/StreamBoundTree, leaf",
    "Resolver/StreamReplicas,     bound",
    "Delegator/StreamDtab,        dentries"
  })
  void aStreamGivesItsFirstStateAndStaysOpen(String method, String state) throws Exception {
    String request =
        "{'root': %s, 'name': %s}".formatted(path("internal"), path("svc", "world-v1"));
    String asked =
        switch (method.split("/")[0]) {
          case "Resolver" -> "{'id': %s}".formatted(path("#", "io.l5d.fs", "world-v1"));
          case "Delegator" -> "{'root': %s}".formatted(path("internal"));
          default -> request;
        };
    Process process = start("-d", asked.replace('\'', '"'), "io.linkerd.mesh." + method);
    try (BufferedReader out = process.inputReader(UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.contains(state)) {
        line = out.readLine();
      }
      assertThat(line).as(errors()).isNotNull();

      fixture.server().close(Duration.ofMinutes(2));

      process.waitFor();
      assertThat(errors()).contains("Unavailable", "is stopping");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anErrorHasItsCodeAndReason() throws Exception {
    Result result = run("-d", "{\"text\": \"nonsense\"}", "io.linkerd.mesh.Codec/ReadDtab");

    assertThat(result.err()).contains("InvalidArgument", "'/' expected but 'n' found");
  }

  private record Result(String out, String err) {}

  private JsonNode call(String method, String request) throws Exception {
    Result result = run("-emit-defaults", "-d", request.replace('\'', '"'), method);
    assertThat(result.err()).isEmpty();
    return JSON.readTree(result.out());
  }

  private Result run(String... flagsAndMethod) throws Exception {
    Process process = start(flagsAndMethod);
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return new Result(out, errors());
  }

  /** The flags come first, then the address, then what is to be done. */
  private Process start(String... flagsAndMethod) throws Exception {
    var command = new ArrayList<String>(List.of(grpcurl.toString(), "-plaintext"));
    command.addAll(List.of(flagsAndMethod).subList(0, flagsAndMethod.length - 1));
    command.add("127.0.0.1:" + fixture.address().getPort());
    command.add(flagsAndMethod[flagsAndMethod.length - 1]);
    return new ProcessBuilder(command).redirectError(errorFile().toFile()).start();
  }

  private Path errorFile() {
    return disco.resolveSibling(disco.getFileName() + ".err");
  }

  private String errors() throws Exception {
    return Files.readString(errorFile());
  }

  private static String path(String... labels) {
    var elems = new ArrayList<String>();
    for (String label : labels) {
      elems.add("'" + Base64.getEncoder().encodeToString(label.getBytes(UTF_8)) + "'");
    }
    return "{'elems': " + elems + "}";
  }

  private static List<String> labels(JsonNode path) {
    var labels = new ArrayList<String>();
    path.get("elems")
        .forEach(elem -> labels.add(new String(Base64.getDecoder().decode(elem.asText()), UTF_8)));
    return labels;
  }
}
