package io.dtabd.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.dtabd.testing.servers.RawGrpc;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What namerd 1.7.5 answered, call by call, is what comes back here. The answers are compared as
 * fields without a schema, so a zero that is on the wire in one and not in the other is a
 * difference.
 */
class RecordedMeshTest {

  private static final HexFormat HEX = HexFormat.of();

  /** {@code Replicas} that says pending. */
  private static final String PENDING = "0a00";

  /** Where namerd answers that it does not know yet, dtabd waits and does. */
  private static final Map<String, String> BETTER =
      Map.of("GetReplicas /$/inet/127.0.0.1/80", "220e0a0c080012047f00000118502200");

  @TempDir private Path disco;

  @TestFactory
  Stream<DynamicTest> calls() {
    JsonNode recorded = recorded();
    var dtabs = new HashMap<String, String>();
    recorded
        .at("/needs/namespaces")
        .properties()
        .forEach(n -> dtabs.put(n.getKey(), n.getValue().asText()));
    MeshFixture fixture = MeshFixture.of(disco, dtabs);
    RawGrpc client = fixture.client();
    return StreamSupport.stream(recorded.get("calls").spliterator(), false)
        .map(call -> dynamicTest(call.get("name").asText(), () -> replay(call, client)))
        .onClose(client::close)
        .onClose(fixture::close);
  }

  private static void replay(JsonNode want, RawGrpc client) throws Exception {
    byte[] request = HEX.parseHex(want.get("request").asText());
    boolean staysOpen = want.get("status").asText().startsWith("still open");
    try (RawGrpc.Call call = client.call(want.get("method").asText(), request)) {
      List<String> expected = expected(want);
      var got = new ArrayList<Object>();
      var wanted = new ArrayList<Object>();
      for (String message : expected) {
        wanted.add(fields(message));
      }
      if (staysOpen) {
        while (got.size() < wanted.size()) {
          add(HEX.formatHex(call.next()), got);
        }
        assertThat(got).isEqualTo(wanted);
        client.call("Codec/ReadPath", new byte[0]).status(); // what comes after it is late
        assertThat(call.nextIfThere()).isEmpty();
        assertThat(call.isOpen()).isTrue();
      } else {
        Status status = call.status();
        assertThat(status.getCode().name()).isEqualTo(want.get("status").asText());
        assertThat(String.valueOf(status.getDescription())).contains(message(want, status));
        for (var next = call.nextIfThere(); next.isPresent(); next = call.nextIfThere()) {
          add(HEX.formatHex(next.get()), got);
        }
        assertThat(got).isEqualTo(wanted);
      }
    }
  }

  /** That something is pending may be said or not, as it comes out. */
  private static void add(String message, List<Object> messages) {
    if (!message.equals(PENDING)) {
      messages.add(fields(message));
    }
  }

  private static List<String> expected(JsonNode want) {
    String better = BETTER.get(want.get("name").asText());
    if (better != null) {
      return List.of(better);
    }
    var responses = new ArrayList<String>();
    want.get("responses").forEach(response -> responses.add(response.asText()));
    responses.removeIf(PENDING::equals);
    return responses;
  }

  /** Ours may say more. Of depth namerd says where in Finagle it was met, of methods a slash. */
  private static String message(JsonNode want, Status status) {
    String message = want.get("message").asText();
    return switch (status.getCode()) {
      case OK -> "";
      case UNIMPLEMENTED -> message.substring(1);
      default -> message.replace(" in Namer lookup", "");
    };
  }

  /** What is on the wire, without regard to the order of fields. */
  private static Object fields(String hex) {
    return decode(HEX.parseHex(hex));
  }

  /** Fields by number; what does not decode as fields is the bytes that it is. */
  private static Object decode(byte[] bytes) {
    try {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(bytes);
      var decoded = new HashMap<Object, Object>();
      fields
          .asMap()
          .forEach(
              (number, field) -> {
                var values = new ArrayList<Object>();
                values.addAll(field.getVarintList());
                values.addAll(field.getFixed64List());
                field.getLengthDelimitedList().forEach(v -> values.add(decode(v.toByteArray())));
                decoded.put(number, values);
              });
      return decoded;
    } catch (InvalidProtocolBufferException e) {
      return HEX.formatHex(bytes);
    }
  }

  private static JsonNode recorded() {
    try (InputStream in =
        Objects.requireNonNull(RecordedMeshTest.class.getResourceAsStream("/recorded/mesh.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
