package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.api.PlainClient.Exchange;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What Linkerd's {@code io.l5d.namerd.http} sends: no Host header, everything in the path encoded,
 * an empty local dtab, headers that mean nothing here. It takes JSON values off the stream one
 * after another, wherever the chunks begin and end.
 */
class LinkerdClientTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> HEADERS =
      Map.of(
          "dtab-local", "/svc => /ignored",
          "X-B3-TraceId", "1b2c3d4e5f607182",
          "X-B3-SpanId", "1b2c3d4e5f607182");

  private final ApiServer server = ApiServer.start();
  private final PlainClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void followsABindingThroughAShiftAndARollback() throws IOException {
    client.put("/api/1/dtabs/internal", "/svc/world => /$/inet/127.0.0.1/1");
    try (Exchange stream =
            client.watch("/api/1/bind/internal?path=%2Fsvc%2Fworld&watch=1&dtab=", HEADERS);
        Values values = new Values(stream)) {
      assertThat(values.next().at("/bound/id").asText()).isEqualTo("/$/inet/127.0.0.1/1");

      client.put(
          "/api/1/dtabs/internal",
          "/svc/world => 1 * /$/inet/127.0.0.1/2 & 9 * /$/inet/127.0.0.1/1");
      JsonNode canary = values.next();
      assertThat(canary.at("/union/0/weight").asDouble()).isEqualTo(1);
      assertThat(canary.at("/union/1/weight").asDouble()).isEqualTo(9);

      client.put("/api/1/dtabs/internal", "/svc/world => /$/inet/127.0.0.1/1");
      assertThat(values.next().at("/bound/id").asText()).isEqualTo("/$/inet/127.0.0.1/1");
    }
  }

  @Test
  void followsTheAddressesOfALeaf() throws IOException {
    try (Exchange stream =
            client.watch(
                "/api/1/addr/internal?path=%2F%24%2Finet%2F127.0.0.1%2F8080&watch=1", HEADERS);
        Values values = new Values(stream)) {
      assertThat(values.next().at("/addrs/0/port").asInt()).isEqualTo(8080);
    }
  }

  @Test
  void overrideTravelsInTheParameter() throws IOException {
    client.put("/api/1/dtabs/internal", "/svc => /$/inet/127.0.0.1/1");
    try (Exchange stream =
            client.watch(
                "/api/1/bind/internal?path=%2Fsvc&watch=1&dtab=%2Fsvc%3D%3E%2F%24%2Fnil", HEADERS);
        Values values = new Values(stream)) {
      assertThat(values.next().get("type").asText()).isEqualTo("empty");
    }
  }

  @Test
  void asksForTheDelegationOfItsAdminPage() throws IOException {
    assertThat(client.get("/api/1/delegate/internal?path=%2Fsvc%2Fworld&dtab=", HEADERS).status())
        .isEqualTo(200);
  }

  /** The JSON values of a stream, read by a parser that sees only bytes. */
  private static final class Values implements AutoCloseable {

    private final MappingIterator<JsonNode> values;
    private final Thread pump;

    Values(Exchange stream) throws IOException {
      var to = new PipedOutputStream();
      var from = new PipedInputStream(to);
      pump =
          Thread.startVirtualThread(
              () -> {
                try (to) {
                  for (Optional<String> chunk = stream.next();
                      chunk.isPresent();
                      chunk = stream.next()) {
                    to.write(chunk.get().getBytes(StandardCharsets.UTF_8));
                    to.flush();
                  }
                } catch (IOException e) {
                  // The test closed the stream.
                }
              });
      JsonParser parser = JSON.createParser(from);
      values = JSON.readerFor(JsonNode.class).readValues(parser);
    }

    JsonNode next() throws IOException {
      return values.nextValue();
    }

    @Override
    public void close() {
      pump.interrupt();
    }
  }
}
