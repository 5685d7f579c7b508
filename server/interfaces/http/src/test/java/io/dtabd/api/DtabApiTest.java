package io.dtabd.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.api.PlainClient.Answer;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DtabApiTest {

  private static final String NS = "/api/1/dtabs/ns";

  private final ApiServer server = ApiServer.start();
  private final PlainClient client = server.client();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void writesAnswerTheVersionThatTheyMade() throws IOException {
    Answer created = create(NS, "/a => /b");
    assertThat(created.header("etag")).isEqualTo(client.get(NS).header("etag")).isPresent();

    Answer updated = client.put(NS, "/a => /c");
    assertThat(updated.header("etag")).isEqualTo(client.get(NS).header("etag")).isPresent();
    assertThat(updated.header("etag")).isNotEqualTo(created.header("etag"));
  }

  @Test
  void sourceIsWhatWasWrittenWithCommentsAndEveryDigit() throws IOException {
    String text = "# why\n/a  => 0.125 * /b & /c ;";
    create(NS, text);

    Answer source = client.get(NS, Map.of("Accept", "application/vnd.dtabd.source"));

    assertThat(source.body()).isEqualTo(text);
    assertThat(source.header("content-type")).contains("application/vnd.dtabd.source");
  }

  @Test
  void quotedVersionIsAcceptedAsABareOneIs() throws IOException {
    String version = create(NS, "/a => /b").header("etag").orElseThrow();

    assertThat(putIf("\"" + version + "\"", "/a => /c").status()).isEqualTo(204);
    assertThat(putIf(version, "/a => /d").status()).isEqualTo(412);
  }

  @Test
  void starUpdatesWhateverIsThereButDoesNotCreate() throws IOException {
    assertThat(putIf("*", "/a => /b").status()).isEqualTo(404);

    create(NS, "/a => /b");

    assertThat(putIf("*", "/a => /c").status()).isEqualTo(204);
    assertThat(client.get(NS).body()).contains("/c");
  }

  @Test
  void starGivesUpWhileOthersChangeItAllTheTime() throws IOException {
    create(NS, "/a => /b");
    var accesses = new AtomicInteger();
    server
        .store()
        .before(
            () -> {
              // Each read is followed by a write, which comes too late.
              if (accesses.incrementAndGet() % 2 == 0) {
                throw new StoreException.VersionMismatch(new Namespace("ns"));
              }
            });

    Answer answer = putIf("*", "/a => /c");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("Others change namespace ns all the time; nothing was");
    assertThat(accesses).hasValue(2 * CheckedWrites.MAX_TRIES);
  }

  @Test
  void listOfVersionsMatchesIfOneIsCurrent() throws IOException {
    String version = create(NS, "/a => /b").header("etag").orElseThrow();

    assertThat(putIf("\"AAAA\", \"" + version + "\"", "/a => /c").status()).isEqualTo(204);
    assertThat(putIf("\"AAAA\", \"" + version + "\"", "/a => /d").status()).isEqualTo(412);
  }

  @Test
  void deleteOnConditionLeavesAnotherVersionAlone() throws IOException {
    String old = create(NS, "/a => /b").header("etag").orElseThrow();
    String current = client.put(NS, "/a => /c").header("etag").orElseThrow();

    assertThat(deleteIf(old).status()).isEqualTo(412);
    assertThat(client.get(NS).status()).isEqualTo(200);
    assertThat(deleteIf(current).status()).isEqualTo(204);
    assertThat(deleteIf(current).status()).isEqualTo(404);
  }

  @Test
  void whoHasTheCurrentVersionGetsNoBody() throws IOException {
    String version = create(NS, "/a => /b").header("etag").orElseThrow();

    Answer same = client.get(NS, Map.of("If-None-Match", version));
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("etag")).contains(version);
    assertThat(same.body()).isEmpty();

    client.put(NS, "/a => /c");
    assertThat(client.get(NS, Map.of("If-None-Match", version)).status()).isEqualTo(200);
  }

  @Test
  void putOnConditionThatNothingIsThereOnlyCreates() throws IOException {
    assertThat(putIfNoneMatch("*", "/a => /b").status()).isEqualTo(204);
    assertThat(putIfNoneMatch("*", "/a => /c").status()).isEqualTo(412);
    assertThat(client.get(NS).body()).contains("/b");
  }

  @Test
  void putOnAConditionThatIsNotSupportedChangesNothing() throws IOException {
    Answer answer = putIfNoneMatch("AAAAAAAAAAE=", "/a => /b");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("If-None-Match");
    assertThat(client.get(NS).status()).isEqualTo(404);
  }

  @Test
  void namespaceThatBreaksTheRuleIsRefusedWithTheRule() throws IOException {
    for (String name : new String[] {"-a", "a%2Fb", "a%20b", "%C3%A4", "a".repeat(254)}) {
      Answer answer = client.put("/api/1/dtabs/" + name, "/a => /b");
      assertThat(answer.status()).as(name).isEqualTo(400);
      assertThat(answer.body()).contains("1 to 253 of A-Z a-z 0-9 . _ -");
    }
    assertThat(client.get("/api/1/dtabs").body()).isEqualTo("[]\n");
  }

  @Test
  void namespaceMayBePercentEncoded() throws IOException {
    client.put("/api/1/dtabs/n%73", "/a => /b");

    assertThat(client.get(NS).status()).isEqualTo(200);
  }

  @Test
  void methodThatIsNotSupportedIsToldWhichAre() throws IOException {
    Answer patch = client.call("PATCH", NS, Map.of(), null);
    assertThat(patch.status()).isEqualTo(405);
    assertThat(patch.header("allow")).contains("DELETE, GET, HEAD, POST, PUT");

    Answer post = client.call("POST", "/api/1/dtabs", Map.of(), "");
    assertThat(post.header("allow")).contains("GET, HEAD");
  }

  @Test
  void textThatIsNotUtf8IsRefusedWithThePlace() throws IOException {
    Answer answer =
        client.callWithBytes(
            "PUT",
            NS,
            Map.of("Content-Type", "text/plain"),
            "/a => /caf\u00e9".getBytes(ISO_8859_1));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("0xe9 at offset 10");
  }

  @Test
  void nulByteInADtabIsRefused() throws IOException {
    Answer answer = client.put(NS, "/a => /b\0c");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("line 1, column 9");
  }

  @Test
  void deeplyNestedParenthesesAreRefused() throws IOException {
    Answer answer = client.put(NS, "/a => " + "(".repeat(1_000_000));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("parentheses").hasSizeLessThan(1_000);
  }

  @Test
  void tableOfAHundredThousandDentriesIsKept() throws IOException {
    var dtab = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      dtab.append("/svc/").append(i).append("=>/srv/").append(i).append(';');
    }
    String text = dtab.substring(0, dtab.length() - 1);

    assertThat(client.put(NS, text).status()).isEqualTo(204);

    assertThat(client.get(NS, Map.of("Accept", "text/plain")).body()).isEqualTo(text + "\n");
  }

  @Test
  void bodyOverTheLimitIsRefused() throws IOException {
    Answer answer = client.put(NS, "/a => /" + "b".repeat(5 << 20));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(client.get(NS).status()).isEqualTo(404);
  }

  @Test
  void errorIsJsonForThoseWhoAcceptOnlyThat() throws IOException {
    Answer answer = client.get(NS, Map.of("Accept", "application/json"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).startsWith("{\"error\":");
  }

  @Test
  void knownDtabIsServedWhileTheStoreIsAway() throws IOException {
    create(NS, "/a => /b");
    server.store().fail(away());
    server.store().staleSince(Instant.parse("2026-01-02T03:04:05Z"));

    Answer answer = client.get(NS);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("/b");
    assertThat(answer.header("dtabd-stale-since")).contains("2026-01-02T03:04:05Z");
    assertThat(client.get("/api/1/dtabs").header("dtabd-stale-since")).isPresent();
  }

  @Test
  void unknownDtabIsNotSaidToBeMissingWhileTheStoreIsAway() throws IOException {
    server.store().fail(away());

    Answer answer = client.get(NS);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isPresent();
    assertThat(answer.body()).contains("the store does not answer");
  }

  @Test
  void writeWhileTheStoreIsAwayIsToldThatNothingChanged() throws IOException {
    server.store().fail(away());

    Answer answer = client.put(NS, "/a => /b");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isPresent();
    assertThat(answer.body()).contains("nothing was changed");
  }

  @Test
  void writeOfUnknownOutcomeSaysSo() throws IOException {
    server.store().fail(new StoreException.Unavailable("connection lost", Outcome.UNKNOWN));

    Answer answer = client.put(NS, "/a => /b");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("connection lost", "not known whether");
  }

  @Test
  void writeGoesOnWhenItsClientLeaves() throws Exception {
    var gate = new Semaphore(0);
    server
        .store()
        .before(
            () -> {
              try {
                gate.acquire();
              } catch (InterruptedException e) {
                throw new StoreException.Unavailable("interrupted", Outcome.UNKNOWN, e);
              }
            });
    try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("PUT " + NS + " HTTP/1.1\r\nContent-Type: text/plain\r\n")
                  .concat("Content-Length: 8\r\n\r\n/a => /b")
                  .getBytes(ISO_8859_1));
      await().until(gate::hasQueuedThreads);
    }
    await().until(() -> server.connections() == 0);

    gate.release(1_000);

    await().until(() -> client.get(NS).status() == 200);
  }

  @Test
  void writeThatTheStoreForbidsIs403() throws IOException {
    server.store().fail(new StoreException.Forbidden("no right to write", new IOException()));

    Answer answer = client.put(NS, "/a => /b");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("no right to write");
  }

  @Test
  void whatTheStoreCannotReadIsNoFaultOfTheReader() throws IOException {
    server.store().fail(new StoreException.Invalid("version 7 is not a dtab"));

    Answer answer = client.get(NS);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("version 7 is not a dtab");
  }

  private static StoreException away() {
    return new StoreException.Unavailable("the store does not answer", Outcome.NOT_DONE);
  }

  private Answer create(String target, String dtab) throws IOException {
    return client.call("POST", target, Map.of("Content-Type", "application/dtab"), dtab);
  }

  private Answer putIf(String version, String dtab) throws IOException {
    return client.call(
        "PUT", NS, Map.of("Content-Type", "application/dtab", "If-Match", version), dtab);
  }

  private Answer putIfNoneMatch(String tags, String dtab) throws IOException {
    return client.call(
        "PUT", NS, Map.of("Content-Type", "application/dtab", "If-None-Match", tags), dtab);
  }

  private Answer deleteIf(String version) throws IOException {
    return client.call("DELETE", NS, Map.of("If-Match", version), null);
  }
}
