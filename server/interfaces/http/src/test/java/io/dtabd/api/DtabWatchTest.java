package io.dtabd.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.api.PlainClient.Exchange;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DtabWatchTest {

  private static final String NS = "/api/1/dtabs/ns";

  private final ApiServer server = ApiServer.start();
  private final PlainClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void streamBeginsWithThePresentDtabAndFollowsIt() throws IOException {
    client.put(NS, "/a => /b");
    try (Exchange stream = client.watch(NS + "?watch=true")) {
      assertThat(stream.next()).contains("[{\"prefix\":\"/a\",\"dst\":\"/b\"}]\n");

      client.put(NS, "/a => /c");

      assertThat(stream.next()).contains("[{\"prefix\":\"/a\",\"dst\":\"/c\"}]\n");
    }
  }

  @Test
  void streamIsInTheAcceptedForm() throws IOException {
    client.put(NS, "/a => /b");
    try (Exchange stream = client.watch(NS + "?watch=1", Map.of("Accept", "text/plain"))) {
      assertThat(stream.headers()).containsEntry("content-type", "text/plain");
      assertThat(stream.next()).contains("/a=>/b\n");
    }
  }

  @Test
  void missingNamespaceSaysNothingUntilItIsCreated() throws IOException {
    try (Exchange stream = client.watch(NS + "?watch=true")) {
      assertThat(stream.status()).isEqualTo(200);

      client.put(NS, "/a => /b");

      assertThat(stream.next()).contains("[{\"prefix\":\"/a\",\"dst\":\"/b\"}]\n");
    }
  }

  @Test
  void deleteSaysNothingAndTheNextDtabIsSent() throws IOException {
    client.put(NS, "/a => /b");
    try (Exchange stream = client.watch(NS + "?watch=true")) {
      stream.next();

      client.delete(NS);
      client.put(NS, "/a => /after");

      assertThat(stream.next()).contains("[{\"prefix\":\"/a\",\"dst\":\"/after\"}]\n");
    }
  }

  @Test
  void sameDtabWrittenAgainIsNotSentAgain() throws IOException {
    client.put(NS, "/a => /b");
    try (Exchange stream = client.watch(NS + "?watch=true")) {
      stream.next();

      client.put(NS, "/a => /b");
      client.put(NS, "/a => /other");

      assertThat(stream.next()).contains("[{\"prefix\":\"/a\",\"dst\":\"/other\"}]\n");
    }
  }

  @Test
  void otherValuesOfWatchAskForOneAnswer() throws IOException {
    client.put(NS, "/a => /b");

    for (String watch : new String[] {"false", "yes", "TRUE", "", "0"}) {
      assertThat(client.get(NS + "?watch=" + watch).header("etag")).as(watch).isPresent();
    }
  }

  @Test
  void listFollowsTheNamespaces() throws IOException {
    client.put(NS, "/a => /b");
    try (Exchange stream = client.watch("/api/1/dtabs?watch=true")) {
      assertThat(stream.next()).contains("[\"ns\"]\n");

      client.put("/api/1/dtabs/another", "/a => /b");
      assertThat(stream.next()).contains("[\"another\",\"ns\"]\n");

      client.delete(NS);
      assertThat(stream.next()).contains("[\"another\"]\n");
    }
  }
}
