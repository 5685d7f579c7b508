package io.dtabd.api;

import io.dtabd.dtab.Dtab;
import io.dtabd.live.State;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.Format;
import io.dtabd.serving.Questions;
import io.dtabd.store.Author;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.util.Optional;

/** {@code /api/1/dtabs/NS}: one dtab, read and written. */
final class DtabResource {

  /**
   * How often a write on condition of "any version" is tried while others keep changing the dtab.
   * Each failure means that someone else got through, so this many in a row is a storm.
   */
  private static final int MAX_TRIES = 100;

  private static final Format<Optional<VersionedDtab>> JSON =
      state -> encode(state, MediaType.JSON);

  private static final Format<Optional<VersionedDtab>> TEXT =
      state -> encode(state, MediaType.TEXT);

  private final DtabStore store;
  private final Questions questions;
  private final LiveAnswers answers;
  private final Staleness staleness;
  private final LargeBodies largeBodies;

  DtabResource(
      DtabStore store,
      Questions questions,
      LiveAnswers answers,
      Staleness staleness,
      LargeBodies largeBodies) {
    this.store = store;
    this.questions = questions;
    this.answers = answers;
    this.staleness = staleness;
    this.largeBodies = largeBodies;
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
    Dtab dtab = body(request);
    try {
      return written(writing(request, namespace, () -> store.create(namespace, dtab)));
    } catch (StoreException e) {
      throw HttpErrors.ofWrite(e);
    }
  }

  Response put(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    Dtab dtab = body(request);
    Optional<EntityTags> condition = ifMatch(request);
    try {
      StoreCalls.Call<Version> write;
      if (isCreateOnly(request)) {
        write = () -> store.create(namespace, dtab);
      } else if (condition.isEmpty()) {
        write = () -> store.put(namespace, dtab);
      } else {
        write = () -> write(namespace, condition.get(), old -> store.update(namespace, dtab, old));
      }
      return written(writing(request, namespace, write));
    } catch (StoreException.AlreadyExists e) {
      throw new HttpProblem(412, String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      throw HttpErrors.ofWrite(e);
    }
  }

  Response delete(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    Optional<EntityTags> condition = ifMatch(request);
    try {
      writing(request, namespace, () -> delete(namespace, condition));
      return Response.noContent();
    } catch (StoreException e) {
      throw HttpErrors.ofWrite(e);
    }
  }

  private Dtab body(Request request) throws InterruptedException {
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

  private static Response.Full answer(Request request, VersionedDtab found, MediaType type) {
    String tag = found.version().base64();
    boolean known =
        EntityTags.weak(request.headers().all("If-None-Match"))
            .filter(tags -> tags.matches(found.version()))
            .isPresent();
    if (known) {
      return Response.empty(304).with("ETag", tag);
    }
    return Response.of(200, type.type(), DtabBody.write(found.dtab(), type)).with("ETag", tag);
  }

  /** A namespace that was not known when the store went may be there by now: that is no 404. */
  private VersionedDtab lastKnown(Namespace namespace, StoreException.Unavailable e) {
    if (store.dtab(namespace).now() instanceof State.Ok<Optional<VersionedDtab>>(var dtab)
        && dtab.isPresent()) {
      return dtab.get();
    }
    throw HttpErrors.ofRead(e);
  }

  private static <T> T writing(Request request, Namespace namespace, StoreCalls.Call<T> write)
      throws StoreException, InterruptedException {
    String author = RequestAuthor.of(request);
    return StoreCalls.finish("write of " + namespace, () -> Author.named(author, write::run));
  }

  private static Response written(Version version) {
    return Response.noContent().with("ETag", version.base64());
  }

  private static Optional<EntityTags> ifMatch(Request request) {
    return EntityTags.strong(request.headers().all("If-Match"));
  }

  /**
   * @return the version that was deleted, where one was named
   */
  private Optional<Version> delete(Namespace namespace, Optional<EntityTags> condition)
      throws StoreException {
    if (condition.isEmpty()) {
      store.delete(namespace);
      return Optional.empty();
    }
    return Optional.of(
        write(
            namespace,
            condition.get(),
            version -> {
              store.delete(namespace, version);
              return version;
            }));
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

  /** A write of the version that it is given. */
  private interface VersionedWrite {
    Version of(Version expected) throws StoreException;
  }

  /** Writes if the version is one of {@code condition}. */
  private Version write(Namespace namespace, EntityTags condition, VersionedWrite write)
      throws StoreException {
    if (!condition.any() && condition.versions().size() == 1) {
      return write.of(condition.versions().getFirst());
    }
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Version current =
          store.read(namespace).orElseThrow(() -> new StoreException.NotFound(namespace)).version();
      if (!condition.matches(current)) {
        throw new StoreException.VersionMismatch(namespace);
      }
      try {
        return write.of(current);
      } catch (StoreException.VersionMismatch e) {
        // Someone else was first: the condition is looked at again for what they wrote.
      }
    }
    throw HttpProblem.unavailable(
        "Namespace '" + namespace + "' is being changed by others all the time; repeat it later",
        HttpErrors.RETRY_AFTER);
  }
}
