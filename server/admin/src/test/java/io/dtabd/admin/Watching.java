package io.dtabd.admin;

import io.dtabd.api.HttpApi;
import io.dtabd.api.Patience;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.State;
import io.dtabd.live.Timer;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Namers;
import io.dtabd.naming.Resolver;
import io.dtabd.net.http.Router;
import io.dtabd.serving.Await;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Format;
import io.dtabd.serving.Message;
import io.dtabd.serving.Propagation;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Serving;
import io.dtabd.serving.SharedAnswer;
import io.dtabd.serving.Tables;
import io.dtabd.serving.Watcher;
import io.dtabd.serving.Watchers;
import io.dtabd.serving.preview.Previews;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** The watch engine over a store, and watchers whose sockets are the test's. */
final class Watching {

  private static final Format<Optional<VersionedDtab>> TEXT =
      state ->
          state.map(
              dtab -> dtab.map(it -> it.dtab().show()).orElse("").getBytes(StandardCharsets.UTF_8));

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  final Watchers watchers = new Watchers(InstantSource.system());
  final Questions questions;
  final Propagation propagation;
  final Timer timer = Timer.on(executor);
  private final Derived.Setting setting =
      new Derived.Setting(executor, timer, Duration.ofMinutes(10), Duration.ofSeconds(1));

  /** What the namer at {@code /#/listing} knows. */
  final LiveCell<Set<Path>> listing = LiveCell.pending();

  final Namers namers =
      new Namers(
          Map.of(Path.read("/#/listing"), new Listing(listing)),
          _ -> Live.constant(State.ok(NameTree.neg())));

  private record Listing(LiveCell<Set<Path>> names) implements Namer {
    @Override
    public Live<NameTree<Name>> lookup(Path path) {
      return Live.constant(State.ok(NameTree.neg()));
    }

    @Override
    public Optional<Live<Set<Path>>> boundNames() {
      return Optional.of(names);
    }
  }

  Watching(DtabStore store) {
    var tables = new Tables(store, setting, InstantSource.system());
    questions = new Questions(store, tables, namers, setting, Questions.Limits.DEFAULT);
    propagation = new Propagation(store, tables, watchers);
  }

  /** A proxy at that port that watches the dtab of {@code namespace} and was sent nothing yet. */
  Watcher open(Namespace namespace, int port) {
    return watchers.open(
        Protocol.HTTP,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        questions.dtab(namespace).question());
  }

  /** What is to be sent to those who watch the dtab of {@code namespace}. */
  Message newest(Namespace namespace) {
    SharedAnswer<Optional<VersionedDtab>> answer = questions.dtab(namespace);
    return switch (answer.feed(TEXT).now()) {
      case Feed.State.Newest(var message) -> message;
      case Feed.State.Waiting(), Feed.State.Failed(_) ->
          throw new IllegalStateException("there is nothing to send");
    };
  }

  /** The addresses of the HTTP interface. */
  Router api(DtabStore store) {
    return new HttpApi(
            new Serving(
                questions, new Delegations(store, namers, setting), watchers, Await.ANSWER_LIMIT),
            store,
            new Previews(store, watchers, namers, setting, executor),
            new Resolver(RandomGenerator.getDefault()),
            Patience.DEFAULT,
            InstantSource.system())
        .router();
  }

  void close() {
    executor.shutdownNow();
  }
}
