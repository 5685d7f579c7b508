package io.dtabd.api;

import io.dtabd.naming.Resolver;
import io.dtabd.net.http.Effect;
import io.dtabd.net.http.Handler;
import io.dtabd.net.http.Query;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Router;
import io.dtabd.replicas.Replicas;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Serving;
import io.dtabd.serving.TooManyQuestionsException;
import io.dtabd.serving.preview.Previews;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.store.DtabStore;
import java.time.InstantSource;
import java.util.LinkedHashMap;

/**
 * The HTTP interface.
 *
 * @param store for what is read and written past the questions
 * @param previews say what a write would change
 * @param replicas tell how far a write has come
 */
public record HttpApi(
    Serving serving,
    DtabStore store,
    Previews previews,
    Replicas replicas,
    Resolver resolver,
    Patience patience,
    InstantSource clock) {

  /** The addresses of the interface. */
  public Router router() {
    Questions questions = serving.questions();
    var answers = new LiveAnswers(serving, patience);
    var staleness = new Staleness(store, clock);

    var namespaces = new NamespacesResource(questions, answers, staleness);
    var largeBodies = new LargeBodies(serving.answerLimit());
    var check = new WriteCheck(previews, replicas.watchedElsewhere());
    var dtab =
        new DtabResource(
            store,
            questions,
            answers,
            staleness,
            largeBodies,
            new CheckedWrites(store, check),
            new DoubtfulWrites(System::nanoTime));
    var preview =
        new PreviewResource(previews, check, largeBodies, serving.answerLimit(), patience);
    var interpreter = new InterpreterResource(questions, resolver, answers, patience.firstState());
    DelegateResource delegate = delegate(answers);

    return Router.builder()
        .get("dtabs.list", "/api/1/dtabs", asking(namespaces::list))
        .get("dtabs.list", "/api/1/dtabs/", asking(namespaces::list))
        .get("dtab.get", "/api/1/dtabs/{ns}", asking(dtab::get))
        .post("dtab.create", "/api/1/dtabs/{ns}", dtab::create)
        .put("dtab.put", "/api/1/dtabs/{ns}", dtab::put)
        .delete("dtab.delete", "/api/1/dtabs/{ns}", dtab::delete)
        .get("dtab.history", "/api/1/dtabs/{ns}/history", new HistoryResource(store)::get)
        .post(
            "shift",
            "/api/1/shift/{ns}",
            Effect.WRITE_OR_REHEARSAL,
            new ShiftResource(store, check)::shift)
        .post("preview", "/api/1/preview/{ns}", Effect.READ, preview::preview)
        .get("propagation", "/api/1/propagation/{ns}", replicas::propagationOf)
        .get("bind", "/api/1/bind/{ns}", asking(interpreter::bind))
        .get("addr", "/api/1/addr/{ns}", asking(interpreter::addr))
        .get("resolve", "/api/1/resolve/{ns}", asking(interpreter::resolve))
        .get("bound-names", "/api/1/bound-names", asking(interpreter::boundNames))
        .get("delegate", "/api/1/delegate/{ns}", delegate::ofNamespace)
        .get("delegate", "/api/1/delegate", delegate::ofParameters)
        .post("delegate", "/api/1/delegate", Effect.READ, delegate::ofBody)
        .build();
  }

  /** How names are delegated, at the address that namerd's own admin page asks. */
  public Router delegator() {
    DelegateResource delegate = delegate(new LiveAnswers(serving, patience));
    String address = "/dtab/delegator.json";
    return Router.builder()
        .get("delegate", address, request -> delegate.ofParameters(asNamerd(request)))
        .post("delegate", address, Effect.READ, request -> delegate.ofBody(asNamerd(request)))
        .build();
  }

  private DelegateResource delegate(LiveAnswers answers) {
    return new DelegateResource(serving.delegations(), answers, patience.delegation());
  }

  /** There a dtab is the whole one, as a page has it, and not one that follows the namespace's. */
  private static Request asNamerd(Request request) {
    var parameters = new LinkedHashMap<>(request.query().parameters());
    if (parameters.containsKey("dtab")) {
      parameters.remove("namespace");
    }
    return request.withQuery(new Query(parameters));
  }

  /** A handler that asks questions, of which there may be too many. */
  private static Handler asking(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (TooManyQuestionsException e) {
        throw HttpErrors.ofTooMany(e);
      }
    };
  }
}
