package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dtabd.dtab.Dtab;
import io.dtabd.net.http.Body;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.Revision;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreLimits;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** {@code /api/1/dtabs/NS/history}: what was written to one namespace, newest first. */
final class HistoryResource {

  private final DtabStore store;

  HistoryResource(DtabStore store) {
    this.store = store;
  }

  /** What the store holds at this moment; it is never answered from memory while it is away. */
  Response get(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    int limit = Parameters.number(request, "limit", 1, StoreLimits.MAX_HISTORY);
    try {
      List<Revision> revisions =
          StoreCalls.finish("history of " + namespace, () -> history(namespace));
      List<Revision> page = revisions.subList(0, Math.min(limit, revisions.size()));
      return Response.of(200, MediaType.JSON.type(), Body.of(Json.line(out -> write(page, out))));
    } catch (StoreException e) {
      throw HttpErrors.ofRead(e);
    }
  }

  /** A store may have lost the history of what it still holds, which then is there all the same. */
  private List<Revision> history(Namespace namespace) throws StoreException {
    List<Revision> revisions = store.history(namespace);
    if (revisions.isEmpty() && store.read(namespace).isEmpty()) {
      throw HttpProblem.notFound(
          "There is no namespace '%s', nor is any known to have been".formatted(namespace));
    }
    return revisions;
  }

  private static void write(List<Revision> revisions, JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (Revision revision : revisions) {
      out.writeStartObject();
      out.writeStringField("version", revision.version().base64());
      out.writeStringField("time", revision.time().truncatedTo(ChronoUnit.MILLIS).toString());
      out.writeStringField("dtab", revision.dtab().map(Dtab::text).orElse(null));
      out.writeStringField("author", revision.author().orElse(null));
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
