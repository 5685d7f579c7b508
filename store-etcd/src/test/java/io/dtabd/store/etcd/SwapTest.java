package io.dtabd.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.dtabd.store.Namespace;
import io.dtabd.store.StoreEvents;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.etcd.Swap.Result;
import io.dtabd.store.tests.peers.EtcdServer;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write whose answer got lost is repeated. */
class SwapTest {

  private static final Namespace NS = new Namespace("internal");

  @TempDir Path folder;

  private final Keys keys = new Keys("/dtabs");
  private EtcdServer etcd;
  private Members members;
  private Requests requests;

  @BeforeEach
  void start() throws Exception {
    etcd = EtcdServer.start(folder);
    var options =
        new EtcdOptions(
            List.of(URI.create(etcd.url())),
            "/dtabs",
            Optional.empty(),
            Optional.empty(),
            EtcdOptions.Timing.DEFAULT);
    members = new Members(options);
    requests =
        new Requests(
            members,
            new Session(Optional.empty()),
            options.timing(),
            RandomGenerator.getDefault(),
            StoreEvents.NONE);
  }

  @AfterEach
  void stop() {
    members.close();
    etcd.close();
  }

  private Swap swap(long expected, Optional<String> text) {
    Instant now = Instant.now();
    Optional<byte[]> bytes = text.map(it -> it.getBytes(StandardCharsets.UTF_8));
    return new Swap(
        NS,
        keys.of(NS),
        expected,
        bytes,
        keys.newHistory(NS, now),
        new HistoryEntry(now, Optional.empty(), bytes).encode());
  }

  @Test
  void secondTimeDoesNothingAndGivesTheFirstRevision() throws Exception {
    Swap create = swap(0, Optional.of("/a => /b"));
    Result first = create.run(requests, 0);
    long after = etcd.revision();
    assertThat(create.run(requests, 0)).isEqualTo(first);
    assertThat(etcd.revision()).isEqualTo(after);
  }

  @Test
  void secondTimeDoesNothingEvenIfOthersHaveWrittenSince() throws Exception {
    Swap create = swap(0, Optional.of("/a => /b"));
    Result first = create.run(requests, 0);
    swap(((Result.Done) first).revision(), Optional.of("/a => /c")).run(requests, 0);
    long after = etcd.revision();
    assertThat(create.run(requests, 0)).isEqualTo(first);
    assertThat(etcd.revision()).isEqualTo(after);
  }

  @Test
  void whatCanNoLongerBeToldIsUnknown() {
    Swap swap = swap(7, Optional.of("/a => /b"));
    var conflict =
        TxnResponse.newBuilder()
            .setHeader(ResponseHeader.newBuilder().setRevision(1_000))
            .addResponses(ResponseOp.newBuilder())
            .addResponses(ResponseOp.newBuilder())
            .build();
    var afterSilence = new Requests.Answer<>(conflict, Outcome.UNKNOWN);

    // Of a hundred newer revisions the last may have trimmed the trace of this one.
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> swap.result(afterSilence, 900))
        .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    assertThatNoException()
        .isThrownBy(
            () -> assertThat(swap.result(afterSilence, 901)).isInstanceOf(Result.Conflict.class));
    assertThatNoException()
        .isThrownBy(
            () ->
                assertThat(swap.result(new Requests.Answer<>(conflict, Outcome.NOT_DONE), 0))
                    .isInstanceOf(Result.Conflict.class));
  }

  @Test
  void secondDeleteDoesNothing() throws Exception {
    var created = (Result.Done) swap(0, Optional.of("/a => /b")).run(requests, 0);
    Swap delete = swap(created.revision(), Optional.empty());
    Result first = delete.run(requests, 0);
    assertThat(first).isInstanceOf(Result.Done.class);
    assertThat(delete.run(requests, 0)).isEqualTo(first);
  }

  @Test
  void whatIsThereInsteadIsTold() throws Exception {
    var created = (Result.Done) swap(0, Optional.of("/a => /b")).run(requests, 0);
    Result late = swap(created.revision() - 1, Optional.of("/a => /c")).run(requests, 0);
    assertThat(late).isInstanceOf(Result.Conflict.class);
    assertThat(((Result.Conflict) late).actual().revision()).isEqualTo(created.revision());
  }
}
