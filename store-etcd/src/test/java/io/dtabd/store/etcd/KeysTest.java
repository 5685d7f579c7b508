package io.dtabd.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.dtabd.store.Namespace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeysTest {

  private static final int THREADS = 8;
  private static final int WRITES = 25_000;

  @Test
  void writesOfOneMomentHaveDifferentHistoryKeys() throws Exception {
    var keys = new Keys("/dtabs");
    var namespace = new Namespace("internal");
    Callable<ByteString[]> writer =
        () ->
            Stream.generate(() -> keys.newHistory(namespace, Instant.EPOCH))
                .limit(WRITES)
                .toArray(ByteString[]::new);
    var written = new ArrayList<ByteString>();
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      for (var each : threads.invokeAll(Collections.nCopies(THREADS, writer))) {
        written.addAll(List.of(each.get()));
      }
    }
    assertThat(written).doesNotHaveDuplicates().hasSize(THREADS * WRITES);
  }
}
