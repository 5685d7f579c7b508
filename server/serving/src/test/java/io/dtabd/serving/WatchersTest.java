package io.dtabd.serving;

import static io.dtabd.serving.World.NS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.store.Namespace;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WatchersTest {

  private static final InetSocketAddress REMOTE =
      InetSocketAddress.createUnresolved("10.1.2.3", 4567);
  private static final Question BIND = new Question.Bind(NS, Path.read("/svc/a"), Dtab.EMPTY);
  private static final Question ADDR = new Question.Addresses(Path.read("/#/t/a"));

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Watchers watchers = new Watchers(() -> now);

  @Test
  void anEntrySaysWhoAsksWhatSinceWhen() {
    Instant opened = now;
    Watcher watcher = watchers.open(Protocol.MESH, REMOTE, BIND);
    now = now.plusSeconds(60);

    Watchers.Entry entry = watcher.entry();

    assertThat(entry.since()).isEqualTo(opened);
    assertThat(entry.protocol()).isEqualTo(Protocol.MESH);
    assertThat(entry.remote()).isEqualTo(REMOTE);
    assertThat(entry.question()).isEqualTo(BIND);
    assertThat(entry.written()).isEmpty();
    assertThat(entry.table()).isEmpty();
    assertThat(entry.acknowledged()).isEmpty();
  }

  @Test
  void anEntrySaysWhatWasWrittenAndAcknowledgedAndWhen() {
    Watcher watcher = watchers.open(Protocol.THRIFTMUX, REMOTE, BIND);
    var first = new TableVersion(1, Optional.empty(), now);
    var second = new TableVersion(2, Optional.empty(), now);
    var confirmed = new Message(new byte[0], 1, Optional.of(first));
    now = now.plusSeconds(60);

    watcher.acknowledged(confirmed);
    watcher.written(new Message(new byte[0], 2, Optional.of(second)));

    assertThat(watcher.entry().table()).contains(second);
    assertThat(watcher.entry().written()).contains(now);
    assertThat(watcher.entry().acknowledged()).contains(first);
  }

  @Test
  void openWatchersAreCountedByProtocolAndKind() {
    watchers.open(Protocol.HTTP, REMOTE, BIND);
    watchers.open(Protocol.HTTP, REMOTE, BIND);
    Watcher addr = watchers.open(Protocol.HTTP, REMOTE, ADDR);
    addr.close();
    addr.close();

    assertThat(watchers.count()).isEqualTo(2);
    assertThat(watchers.count(Protocol.HTTP, Question.Kind.BIND)).isEqualTo(2);
    assertThat(watchers.count(Protocol.HTTP, Question.Kind.ADDR)).isZero();
    assertThat(watchers.count(Protocol.MESH, Question.Kind.BIND)).isZero();
    assertThat(watchers.opened()).isEqualTo(3);
    assertThat(watchers.closed()).isEqualTo(1);
  }

  @Test
  void pagesGoThroughAllFromTheOldestToTheNewest() {
    for (int i = 0; i < 25; i++) {
      watchers.open(Protocol.HTTP, REMOTE, BIND);
    }

    var pages = new ArrayList<List<Long>>();
    OptionalLong next = OptionalLong.of(0);
    while (next.isPresent()) {
      Watchers.Page page = watchers.page(Optional.empty(), next.getAsLong(), 10);
      pages.add(page.entries().stream().map(Watchers.Entry::id).toList());
      next = page.next();
    }

    assertThat(pages).extracting(List::size).containsExactly(10, 10, 5);
    assertThat(pages.stream().flatMap(List::stream).toList()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aPageThatHoldsTheRestHasNoNext() {
    watchers.open(Protocol.HTTP, REMOTE, BIND);

    assertThat(watchers.page(Optional.empty(), 0, 1).next()).isEmpty();
  }

  @Test
  void aPageOfANamespaceHasThoseWhoseAnswersDependOnIt() {
    var other = new Namespace("other");
    watchers.open(Protocol.HTTP, REMOTE, BIND);
    watchers.open(Protocol.HTTP, REMOTE, ADDR);
    Watcher wanted = watchers.open(Protocol.HTTP, REMOTE, new Question.DtabOf(other));

    assertThat(watchers.page(Optional.of(other), 0, 10).entries())
        .extracting(Watchers.Entry::id)
        .containsExactly(wanted.id());
  }

  @Test
  void aPageHasABound() {
    assertThatThrownBy(() -> watchers.page(Optional.empty(), 0, Watchers.MAX_PAGE + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000");
  }

  @Test
  void manyComeAndGoAtOnceAndNoneIsLeft() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      var done = new ArrayList<Future<?>>();
      for (int i = 0; i < 4; i++) {
        done.add(
            threads.submit(
                () -> {
                  for (int j = 0; j < 5_000; j++) {
                    watchers.open(Protocol.HTTP, REMOTE, BIND).close();
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }

    assertThat(watchers.count()).isZero();
    assertThat(watchers.count(Protocol.HTTP, Question.Kind.BIND)).isZero();
    assertThat(watchers.closed()).isEqualTo(20_000);
  }
}
