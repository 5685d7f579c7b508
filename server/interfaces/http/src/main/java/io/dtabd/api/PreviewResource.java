package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.naming.Addr;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.Await;
import io.dtabd.serving.preview.Preview;
import io.dtabd.serving.preview.Previews;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.store.Namespace;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** {@code POST /api/1/preview/NS}: what a dtab would change if it were put there. */
final class PreviewResource {

  /** Names that one request may ask for besides those that are watched. */
  private static final int MAX_ASKED = 100;

  /**
   * Previews under way. Each may hold a table of many times the size of the largest body, besides
   * that which it is compared with.
   */
  private static final int MAX_AT_ONCE = 2;

  private final Previews previews;
  private final WriteCheck check;
  private final LargeBodies largeBodies;
  private final Duration turnLimit;
  private final Patience patience;
  private final Semaphore running = new Semaphore(MAX_AT_ONCE, true);

  PreviewResource(
      Previews previews,
      WriteCheck check,
      LargeBodies largeBodies,
      Duration turnLimit,
      Patience patience) {
    this.previews = previews;
    this.check = check;
    this.largeBodies = largeBodies;
    this.turnLimit = turnLimit;
    this.patience = patience;
  }

  Response preview(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    List<Path> asked = asked(request);
    CheckMode mode = CheckMode.of(request, CheckMode.NONE);
    if (!running.tryAcquire(turnLimit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw HttpProblem.unavailable(
          "Others are previewing large changes, and this one had no turn within %d ms; repeat it later"
              .formatted(turnLimit.toMillis()),
          HttpErrors.RETRY_AFTER);
    }
    try {
      Dtab dtab =
          largeBodies
              .read(request.body().buffer().remaining(), () -> DtabBody.parse(request))
              .dtab();
      Preview preview = previews.of(namespace, dtab, asked);
      awaitAddresses(preview, patience.firstState());
      Optional<WriteCheck.Rehearsal> rehearsal =
          mode == CheckMode.NONE
              ? Optional.empty()
              : Optional.of(check.rehearsal(namespace, preview.before(), dtab));
      return Response.json(
          200, Json.line(out -> PreviewJson.write(namespace, preview, rehearsal, out)));
    } catch (DtabSyntaxException e) {
      return syntaxError(request, e);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest("Invalid dtab: " + e.getMessage());
    } finally {
      running.release();
    }
  }

  private static List<Path> asked(Request request) {
    List<String> paths = request.query().all("path");
    if (paths.size() > MAX_ASKED) {
      throw HttpProblem.badRequest(
          "%d paths are asked for; at most %d are compared".formatted(paths.size(), MAX_ASKED));
    }
    return paths.stream().map(Parameters::path).distinct().toList();
  }

  private static void awaitAddresses(Preview preview, Duration limit) throws InterruptedException {
    Set<Live<Addr>> addresses = new LinkedHashSet<>();
    for (Preview.Name name : preview.names()) {
      for (var tree : List.of(name.trees().before(), name.trees().after())) {
        if (tree instanceof State.Ok(var known)) {
          known.forEachLeaf(bound -> addresses.add(bound.addr()));
        }
      }
    }
    Await.allSettled(addresses, limit);
  }

  /** An editor marks the place; others read the line. */
  private static Response syntaxError(Request request, DtabSyntaxException e) {
    String text = "Invalid dtab: " + e.getMessage();
    boolean json =
        request.headers().all("Accept").stream()
            .flatMap(header -> Arrays.stream(header.split(",")))
            .anyMatch(range -> MediaType.of(range).orElse(null) == MediaType.JSON);
    if (!json) {
      throw HttpProblem.badRequest(text);
    }
    return Response.json(400, Json.line(out -> write(text, e, out)));
  }

  private static void write(String text, DtabSyntaxException e, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("error", text);
    out.writeNumberField("line", e.line());
    out.writeNumberField("column", e.column());
    out.writeNumberField("offset", e.offset());
    out.writeStringField("excerpt", e.excerpt());
    out.writeEndObject();
  }
}
