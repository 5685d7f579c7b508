package io.dtabd.api;

import io.dtabd.dtab.NameTree;
import io.dtabd.naming.DelegateTree;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.Delegation;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.Format;
import java.time.Duration;

/** {@code /api/1/delegate}: how a name comes to mean what it means. One answer, never a stream. */
final class DelegateResource {

  /** Without a newline at the end, as namerd has it. */
  private static final Format<DelegateTree> TREE =
      state -> state.map(tree -> Json.bytes(out -> DelegateTreeJson.write(tree, out)));

  private final Delegations delegations;
  private final LiveAnswers answers;
  private final Duration limit;

  DelegateResource(Delegations delegations, LiveAnswers answers, Duration limit) {
    this.delegations = delegations;
    this.answers = answers;
    this.limit = limit;
  }

  Response ofNamespace(Request request) throws InterruptedException {
    return answer(DelegateRequest.ofNamespace(request));
  }

  Response ofParameters(Request request) throws InterruptedException {
    return answer(DelegateRequest.ofParameters(request));
  }

  Response ofBody(Request request) throws InterruptedException {
    return answer(DelegateRequest.ofBody(request));
  }

  private Response answer(DelegateRequest asked) throws InterruptedException {
    try (Delegation tree =
        delegations.of(asked.namespace(), asked.dtab(), NameTree.leaf(asked.path()))) {
      return answers.once(tree, TREE, limit);
    }
  }
}
