package io.dtabd.api;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.Resolver;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.Await;
import io.dtabd.serving.Format;
import io.dtabd.serving.Questions;
import io.dtabd.serving.SharedAnswer;
import io.dtabd.store.Namespace;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** {@code /api/1/bind}, {@code addr}, {@code resolve} and {@code bound-names}: what names mean. */
final class InterpreterResource {

  private static final Format<NameTree<BoundName>> TREE = new BoundTreeFormat();

  /** Addresses that have failed are an answer like another. */
  private static final Format<Addr> ADDR =
      state ->
          state instanceof State.Pending
              ? State.pending()
              : State.ok(Json.line(out -> AddrJson.write(state, OptionalDouble.empty(), out)));

  private static final Format<State<Addr>> RESOLVED =
      state ->
          switch (state) {
            case State.Ok<State<Addr>>(var addr) -> ADDR.encode(addr);
            case State.Pending<State<Addr>> _ -> State.pending();
            case State.Failed<State<Addr>>(var reason) -> State.failed(reason);
          };

  private static final Format<List<Path>> IDS =
      state -> state.map(ids -> Json.line(out -> Json.strings(ids, Path::show, out)));

  private final Questions questions;
  private final Resolver resolver;
  private final LiveAnswers answers;
  private final Duration addressLimit;

  /**
   * @param addressLimit how long a tree that is asked for once waits for addresses
   */
  InterpreterResource(
      Questions questions, Resolver resolver, LiveAnswers answers, Duration addressLimit) {
    this.questions = questions;
    this.resolver = resolver;
    this.answers = answers;
    this.addressLimit = addressLimit;
  }

  /** Some take the addresses from the tree, so they are waited for a little. */
  Response bind(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    Path path = Parameters.path(request);
    Dtab local = Parameters.localDtab(request);
    SharedAnswer<NameTree<BoundName>> bound = questions.bind(namespace, path, local);
    if (Parameters.isWatch(request)) {
      if (bound.now() instanceof State.Ok<NameTree<BoundName>>(var tree)) {
        awaitAddresses(tree);
      }
      return answers.stream(request, bound, TREE, MediaType.JSON);
    }
    NameTree<BoundName> tree = answers.await(bound);
    awaitAddresses(tree);
    return answers.once(Live.constant(State.ok(tree)), TREE);
  }

  private void awaitAddresses(NameTree<BoundName> tree) throws InterruptedException {
    var addresses = new LinkedHashSet<Live<Addr>>();
    tree.forEachLeaf(name -> addresses.add(name.addr()));
    Await.allSettled(addresses, addressLimit);
  }

  /** The namespace does not matter to an id; it is there because namerd has it. */
  Response addr(Request request) throws InterruptedException {
    Parameters.namespace(request);
    return answer(request, questions.addresses(Parameters.path(request)), ADDR);
  }

  /** A stream keeps its draw; who asks once shares the binding with all who do. */
  Response resolve(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    Path path = Parameters.path(request);
    Dtab local = Parameters.localDtab(request);
    double draw = resolver.draw();
    if (Parameters.isWatch(request)) {
      return answers.stream(
          request, questions.resolve(namespace, path, local, draw), RESOLVED, MediaType.JSON);
    }
    NameTree<BoundName> tree = answers.await(questions.bind(namespace, path, local));
    Optional<BoundName> picked = Resolver.pick(tree, draw);
    Live<Addr> addr =
        picked.isPresent() ? picked.get().addr() : Live.constant(State.ok(new Addr.Neg()));
    return answers.once(addr, ADDR);
  }

  Response boundNames(Request request) throws InterruptedException {
    return answer(request, questions.boundNames(), IDS);
  }

  private <T> Response answer(Request request, SharedAnswer<T> answer, Format<T> format)
      throws InterruptedException {
    return Parameters.isWatch(request)
        ? answers.stream(request, answer, format, MediaType.JSON)
        : answers.once(answer, format);
  }
}
