package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.dtabd.api.PlainClient.Answer;
import io.dtabd.testing.peers.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The published description of the API, which every answer in these tests is held against. */
final class OpenApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OpenApi PUBLISHED = new OpenApi(Checkout.file("docs/openapi.yaml"));

  /** What HTTP itself answers, whatever is asked. */
  private static final Set<Integer> OF_HTTP = Set.of(405, 408, 411, 414, 417, 431, 501, 503, 505);

  private final JsonNode document;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  private OpenApi(Path file) {
    try {
      document = new YAMLMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fails if the answer is not one of those that are described. Addresses that are not in the
   * description at all are not looked at.
   */
  static void check(String method, String target, Answer answer) {
    PUBLISHED.checkAnswer(method, target.split("\\?", 2)[0], answer);
  }

  /** The templates of the addresses that are described. */
  static List<String> templates() {
    return PUBLISHED.document.get("paths").properties().stream().map(Map.Entry::getKey).toList();
  }

  private void checkAnswer(String method, String path, Answer answer) {
    Optional<JsonNode> operation =
        operations(path).map(at -> at.get(method.toLowerCase(Locale.ROOT)));
    if (operation.isEmpty() || OF_HTTP.contains(answer.status())) {
      return;
    }
    JsonNode response = operation.get().at("/responses/" + answer.status());
    assertThat(response.isMissingNode())
        .as(
            "docs/openapi.yaml says nothing of status %d of %s %s: %s",
            answer.status(), method, path, answer.body())
        .isFalse();
    JsonNode content = resolved(response).path("content");
    String type = answer.header("content-type").orElse("").split(";")[0];
    if (answer.body().isEmpty()) {
      return;
    }
    assertThat(content.has(type))
        .as("docs/openapi.yaml says nothing of type '%s' of %s %s", type, method, path)
        .isTrue();
    if (type.equals("application/json")) {
      checkBody(content.get(type).get("schema"), answer.body());
    }
  }

  private Optional<JsonNode> operations(String path) {
    return document.get("paths").properties().stream()
        .filter(each -> pattern(each.getKey()).matcher(path).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Pattern pattern(String template) {
    return Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]+") + "/?");
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private void checkBody(JsonNode schema, String body) {
    try {
      assertThat(
              schemas
                  .computeIfAbsent(schema.toString(), _ -> compiled(schema))
                  .validate(JSON.readTree(body)))
          .as(body)
          .isEmpty();
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + body, e);
    }
  }

  private JsonSchema compiled(JsonNode schema) {
    ObjectNode whole = JSON.createObjectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", document.get("components"));
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole);
  }
}
