package io.dtabd.thriftmux;

import static io.dtabd.testing.servers.Wire.bind;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.serving.memory.MemoryBudget;
import io.dtabd.testing.servers.RawMux;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MuxMemoryTest {

  /** Two connections, and a poll with its question; not two. */
  private static final long BYTES = 2 * 4096 + 8_000;

  /** 2,000 polls take 11 MB. */
  private static final long FLEET_BYTES = 32L << 20;

  private static final int NAMES = 100;

  @TempDir private Path disco;

  /** An error would keep a Linkerd from asking for ten minutes. */
  @Test
  void pollForWhichThereIsNoMemoryWaitsUntilThereIs() throws Exception {
    var memory = new MemoryBudget(BYTES, BYTES, _ -> true, System::nanoTime);
    try (var fixture = ThriftFixture.of(disco, "/svc => /#/io.l5d.fs/world-v1", memory);
        var client = fixture.client()) {
      try (var first = fixture.client()) {
        assertThat(first.call(2, bind("", "internal", "", "svc")).stamp()).hasSize(8);

        client.dispatch(2, bind("", "internal", "", "svc", "other"));
        await().until(() -> fixture.refused(Refusal.NO_MEMORY) > 0);
        assertThat(client.nextBeforePing()).isNull();
      }
      await()
          .until(
              () -> {
                fixture.skip(Duration.ofSeconds(2));
                return fixture.places() == 1;
              });
      assertThat(client.next().message().stamp()).hasSize(8);
    }
  }

  /** As behind source NAT, a node or a proxy: the address is shared, so it has no share. */
  @Test
  void attackerFromTheAddressOfAWholeFleetKeepsNoneOfItsPollsFromBeingAnswered() throws Exception {
    var memory = new MemoryBudget(FLEET_BYTES, 1, _ -> true, System::nanoTime);
    try (var fixture = ThriftFixture.of(disco, "/svc => /#/io.l5d.fs/world-v1", memory);
        var attackers = new Clients(fixture, 40);
        var fleet = new Clients(fixture, 20)) {
      for (RawMux linkerd : fleet.all) {
        for (int name = 0; name < NAMES; name++) {
          linkerd.dispatch(2 + name, poll("", name));
        }
      }
      for (RawMux linkerd : fleet.all) {
        pollAgain(linkerd);
      }
      for (int i = 0; i < attackers.all.size(); i++) {
        attackers.all.get(i).dispatch(2, bind("", "internal", override(i), "svc"));
      }
      await().until(() -> fixture.refused(Refusal.NO_MEMORY) > 0);

      fixture.world().put("internal", "/svc => /#/io.l5d.fs/world-v2");
      for (RawMux linkerd : fleet.all) {
        pollAgain(linkerd);
      }
      fixture.world().put("internal", "/svc => /#/io.l5d.fs/world-v1");
      for (RawMux linkerd : fleet.all) {
        pollAgain(linkerd);
      }
      try (var another = fixture.client()) {
        assertThat(another.call(2, bind("", "internal", "", "svc", "new")).stamp()).hasSize(8);
      }
    }
  }

  private static byte[] poll(String stamp, int name) {
    return bind(stamp, "internal", "", "svc", "name" + name);
  }

  /** What has come is taken, and asked for again, as Linkerd does. */
  private static void pollAgain(RawMux linkerd) throws Exception {
    for (int i = 0; i < NAMES; i++) {
      RawMux.Frame answer = linkerd.next();
      linkerd.dispatch(answer.tag(), poll(answer.message().stamp(), answer.tag() - 2));
    }
  }

  /** 41 KB, and a megabyte when it is read; another one for each. */
  private static String override(int number) {
    return IntStream.range(0, 3_300)
        .mapToObj(i -> "/a%x=>/b".formatted(number * 5_000 + i))
        .collect(joining(";"));
  }

  private static final class Clients implements AutoCloseable {

    final List<RawMux> all = new ArrayList<>();

    Clients(ThriftFixture fixture, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        all.add(fixture.client());
      }
    }

    @Override
    public void close() throws IOException {
      for (RawMux each : all) {
        each.close();
      }
    }
  }
}
