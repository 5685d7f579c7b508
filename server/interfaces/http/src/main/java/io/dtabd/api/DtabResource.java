package io.dtabd.api;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.Format;
import io.dtabd.serving.Questions;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.VersionedDtab;
import java.util.Optional;

/** {@code /api/1/dtabs/NS}: one dtab, read and written. */
final class DtabResource {

  private static final Format<Optional<VersionedDtab>> JSON =
      state -> encode(state, MediaType.JSON);

  private static final Format<Optional<VersionedDtab>> TEXT =
      state -> encode(state, MediaType.TEXT);

  private final DtabStore store;
  private final Questions questions;
  private final LiveAnswers answers;
  private final Staleness staleness;
  private final LargeBodies largeBodies;
  private final CheckedWrites checked;
  private final DoubtfulWrites doubtful;

  DtabResource(
      DtabStore store,
      Questions questions,
      LiveAnswers answers,
      Staleness staleness,
      LargeBodies largeBodies,
      CheckedWrites checked,
      DoubtfulWrites doubtful) {
    this.store = store;
    this.questions = questions;
    this.answers = answers;
    this.staleness = staleness;
    this.largeBodies = largeBodies;
    this.checked = checked;
    this.doubtful = doubtful;
  }

  /** What the store holds now; while it is away, the last that is known of it. */
  Response get(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    MediaType type = MediaType.accepted(request.headers().all("Accept"));
    if (Parameters.isWatch(request)) {
      // A state of a stream is one line, which a source is not.
      MediaType lines = type == MediaType.SOURCE ? MediaType.DTAB : type;
      return answers.stream(request, questions.dtab(namespace), format(lines), lines);
    }
    try {
      VersionedDtab found =
          store.read(namespace).orElseThrow(() -> new StoreException.NotFound(namespace));
      return answer(request, found, type);
    } catch (StoreException.Unavailable e) {
      return staleness.mark(answer(request, lastKnown(namespace, e), type));
    } catch (StoreException e) {
      throw HttpErrors.ofRead(e);
    }
  }

  Response create(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    SentDtab sent = body(request);
    Response response =
        write(request, namespace, new TableWrites.Create(store, namespace, sent.dtab()));
    return doubtful.tell(request, namespace, sent, response);
  }

  Response put(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    SentDtab sent = body(request);
    return doubtful.tell(request, namespace, sent, put(request, namespace, sent.dtab()));
  }

  private Response put(Request request, Namespace namespace, Dtab dtab)
      throws InterruptedException {
    Optional<EntityTags> condition = ifMatch(request);
    try {
      if (isCreateOnly(request)) {
        return written(request, namespace, new TableWrites.Create(store, namespace, dtab));
      }
    } catch (StoreException.AlreadyExists e) {
      throw new HttpProblem(412, String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      throw HttpErrors.ofWrite(e);
    }
    return write(request, namespace, new TableWrites.Put(store, namespace, dtab, condition));
  }

  Response delete(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    return write(request, namespace, new TableWrites.Delete(store, namespace, ifMatch(request)));
  }

  private Response write(Request request, Namespace namespace, CheckedWrites.Change change)
      throws InterruptedException {
    try {
      return written(request, namespace, change);
    } catch (StoreException e) {
      throw HttpErrors.ofWrite(e);
    }
  }

  private Response written(Request request, Namespace namespace, CheckedWrites.Change change)
      throws StoreException, InterruptedException {
    CheckMode mode = CheckMode.of(request, CheckMode.NONE);
    if (mode != CheckMode.NONE) {
      return checked.write(request, namespace, mode, change);
    }
    Response.Full response = Response.noContent();
    return CheckedWrites.writing(request, namespace, change::unchecked)
        .map(version -> response.with("ETag", version.base64()))
        .orElse(response);
  }

  private SentDtab body(Request request) throws InterruptedException {
    return largeBodies.read(request.body().buffer().remaining(), () -> DtabBody.read(request));
  }

  private static Format<Optional<VersionedDtab>> format(MediaType type) {
    return switch (type) {
      case JSON -> JSON;
      case DTAB, TEXT, SOURCE -> TEXT;
    };
  }

  /** While the namespace is not there, there is nothing to send. */
  private static State<byte[]> encode(State<Optional<VersionedDtab>> state, MediaType type) {
    return state instanceof State.Ok<Optional<VersionedDtab>>(var dtab) && dtab.isEmpty()
        ? State.pending()
        : state.map(dtab -> DtabBody.bytes(dtab.orElseThrow().dtab(), type));
  }

  private Response.Full answer(Request request, VersionedDtab found, MediaType type)
      throws InterruptedException {
    String tag = found.version().base64();
    boolean known =
        EntityTags.weak(request.headers().all("If-None-Match"))
            .filter(tags -> tags.matches(found.version()))
            .isPresent();
    if (known) {
      return Response.empty(304).with("ETag", tag);
    }
    return Response.of(
            200, type.type(), largeBodies.write(Parameters.namespace(request), found, type))
        .with("ETag", tag);
  }

  /** A namespace that was not known when the store went may be there by now: that is no 404. */
  private VersionedDtab lastKnown(Namespace namespace, StoreException.Unavailable e) {
    if (store.dtab(namespace).now() instanceof State.Ok<Optional<VersionedDtab>>(var dtab)
        && dtab.isPresent()) {
      return dtab.get();
    }
    throw HttpErrors.ofRead(e);
  }

  private static Optional<EntityTags> ifMatch(Request request) {
    return EntityTags.strong(request.headers().all("If-Match"));
  }

  /** Whether a PUT says {@code If-None-Match: *}: do it only if there is no dtab yet. */
  private static boolean isCreateOnly(Request request) {
    Optional<EntityTags> unless = EntityTags.weak(request.headers().all("If-None-Match"));
    if (unless.isPresent() && !unless.get().any()) {
      throw HttpProblem.badRequest(
          "If-None-Match on a PUT can only be *, which creates; to replace, give If-Match");
    }
    return unless.isPresent();
  }
}
