package io.dtabd.serving;

import static io.dtabd.serving.World.NS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tables change and watchers come and go in many threads at once. */
class WatchStressTest {

  private final ExecutorService computing = Executors.newFixedThreadPool(2);
  private final ExecutorService sockets = Executors.newVirtualThreadPerTaskExecutor();
  private final World world = new World(World.ROOMY, Optional.of(computing));

  @AfterEach
  void stop() {
    sockets.shutdownNow();
    computing.shutdownNow();
  }

  @Test
  void everyWatcherOfAThousandRapidChangesEndsAtTheNewest() throws Exception {
    world.put("/svc => /#/t/0");
    var watchers = new ArrayList<Socket>();
    for (int i = 0; i < 200; i++) {
      watchers.add(new Socket("/svc/" + i % 20));
    }

    var writers = new ArrayList<Future<?>>();
    var number = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      writers.add(
          sockets.submit(
              () -> {
                for (int j = 0; j < 250; j++) {
                  world.put("/svc => /#/t/" + number.incrementAndGet());
                }
              }));
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    world.put("/svc => /#/t/last");
    TableVersion newest = ((State.Ok<TableVersion>) world.propagation.newest(NS)).value();

    var progress = world.propagation.await(NS, newest, Accept.SENT, Duration.ofMinutes(5));

    assertThat(progress.reached()).isEqualTo(200);
    assertThat(progress.waiting()).isZero();
    assertThat(watchers).allMatch(watcher -> watcher.last.contains("/#/t/last"));
  }

  @Test
  void watchersComeAndGoWhileTablesChangeAndNoneEndsOnAnOldState() throws Exception {
    world.put("/svc => /#/t/0");
    var churning = new ArrayList<Future<List<Socket>>>();
    for (int i = 0; i < 4; i++) {
      churning.add(
          sockets.submit(
              () -> {
                var open = new ArrayList<Socket>();
                for (int j = 0; j < 500; j++) {
                  if (open.size() < 20) {
                    open.add(new Socket("/svc/" + ThreadLocalRandom.current().nextInt(50)));
                  } else {
                    open.remove(ThreadLocalRandom.current().nextInt(open.size())).close();
                  }
                }
                return open;
              }));
    }
    for (int i = 0; i < 500; i++) {
      world.put("/svc => /#/t/" + i);
    }
    var left = new ArrayList<Socket>();
    for (var each : churning) {
      left.addAll(each.get());
    }
    world.put("/svc => /#/t/last");

    await().until(() -> left.stream().allMatch(socket -> socket.last.contains("/#/t/last")));

    left.forEach(Socket::close);
    assertThat(world.watchers.count()).isZero();
    assertThat(world.questions.idleCount()).isEqualTo(world.questions.count());
  }

  /** Takes a while for each message, and meanwhile remembers only that there is a newer one. */
  private final class Socket implements AutoCloseable {
    private final Semaphore dirty = new Semaphore(1);
    private final Watcher entry;
    private final Subscription subscription;
    private final Future<?> writing;
    private volatile String last = "";

    Socket(String path) {
      var answer = world.questions.bind(NS, Path.read(path), Dtab.EMPTY);
      Feed feed = answer.feed(World.TREE);
      entry =
          world.watchers.open(
              Protocol.HTTP, InetSocketAddress.createUnresolved("c", 1), answer.question());
      subscription = feed.observe(dirty::release);
      writing = sockets.submit(() -> write(feed));
    }

    private Void write(Feed feed) throws InterruptedException {
      Message sent = null;
      while (true) {
        dirty.acquire();
        dirty.drainPermits();
        if (feed.now() instanceof Feed.State.Newest(var message) && message != sent) {
          sent = message;
          last = StandardCharsets.UTF_8.decode(message.bytes()).toString();
          entry.written(message);
        }
      }
    }

    @Override
    public void close() {
      writing.cancel(true);
      subscription.close();
      entry.close();
    }
  }
}
