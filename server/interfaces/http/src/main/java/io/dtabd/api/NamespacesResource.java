package io.dtabd.api;

import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.Format;
import io.dtabd.serving.Questions;
import io.dtabd.store.Namespace;
import java.util.SortedSet;

/** {@code /api/1/dtabs}: which namespaces there are. */
final class NamespacesResource {

  private static final Format<SortedSet<Namespace>> NAMES =
      state -> state.map(all -> Json.line(out -> Json.strings(all, Namespace::name, out)));

  private final Questions questions;
  private final LiveAnswers answers;
  private final Staleness staleness;

  NamespacesResource(Questions questions, LiveAnswers answers, Staleness staleness) {
    this.questions = questions;
    this.answers = answers;
    this.staleness = staleness;
  }

  Response list(Request request) throws InterruptedException {
    return Parameters.isWatch(request)
        ? answers.stream(request, questions.namespaces(), NAMES, MediaType.JSON)
        : staleness.markIfStale(answers.once(questions.namespaces(), NAMES));
  }
}
