package io.dtabd.admin;

import io.dtabd.api.HttpApi;
import io.dtabd.api.Patience;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.LiveCell;
import io.dtabd.live.State;
import io.dtabd.naming.Namer;
import io.dtabd.naming.Resolver;
import io.dtabd.replicas.Replicas;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Format;
import io.dtabd.serving.Message;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Question;
import io.dtabd.serving.SharedAnswer;
import io.dtabd.serving.Watcher;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.VersionedDtab;
import io.dtabd.testing.servers.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A world over a store, and watchers in it whose sockets are the test's. */
final class Watching {

  private static final Format<Optional<VersionedDtab>> TEXT =
      state ->
          state.map(
              dtab -> dtab.map(it -> it.dtab().show()).orElse("").getBytes(StandardCharsets.UTF_8));

  final Replicas replicas;

  /** What the namer at {@code /#/listing} knows. */
  final LiveCell<Set<Path>> listing = LiveCell.pending();

  final World world;

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
    world = World.builder().store(store).namer("/#/listing", new Listing(listing)).build();
    replicas = Replicas.alone(world.propagation(), world.watchers());
  }

  /** A proxy at that port that watches the dtab of {@code namespace} and was sent nothing yet. */
  Watcher open(Namespace namespace, int port) {
    return open(world.questions().dtab(namespace).question(), port);
  }

  /** A proxy at that port that watches the answer of {@code question}. */
  Watcher open(Question question, int port) {
    return world
        .watchers()
        .open(
            Protocol.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), question);
  }

  /** What is to be sent to those who watch the dtab of {@code namespace}. */
  Message newest(Namespace namespace) {
    SharedAnswer<Optional<VersionedDtab>> answer = world.questions().dtab(namespace);
    return switch (answer.feed(TEXT).now()) {
      case Feed.State.Newest(var message) -> message;
      case Feed.State.Waiting(), Feed.State.Failed(_) ->
          throw new IllegalStateException("there is nothing to send");
    };
  }

  /** The HTTP interface. */
  HttpApi api() {
    return new HttpApi(
        world.serving(),
        world.store(),
        world.previews(),
        replicas,
        new Resolver(RandomGenerator.getDefault()),
        Patience.DEFAULT,
        world.clock());
  }

  void close() {
    world.close();
  }
}
