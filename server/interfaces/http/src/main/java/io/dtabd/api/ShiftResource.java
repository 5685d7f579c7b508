package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Shift;
import io.dtabd.dtab.ShiftException;
import io.dtabd.dtab.ShiftedDtab;
import io.dtabd.live.State;
import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.store.DtabStore;
import io.dtabd.store.Namespace;
import io.dtabd.store.StoreException;
import io.dtabd.store.Version;
import io.dtabd.store.VersionedDtab;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code POST /api/1/shift/NS}: one step of moving traffic, which may be repeated. */
final class ShiftResource {

  private static final WriteCheck.Report NOTHING_FOUND = new WriteCheck.Report(List.of(), 0);

  private final DtabStore store;
  private final WriteCheck check;

  ShiftResource(DtabStore store, WriteCheck check) {
    this.store = store;
    this.check = check;
  }

  Response shift(Request request) throws InterruptedException {
    Namespace namespace = Parameters.namespace(request);
    ShiftRequest asked = ShiftRequest.read(request);
    var step = new Step(namespace, mode(request, asked), Parameters.of(request).isSet("dryRun"));
    try {
      for (int tries = 0; tries < CheckedWrites.MAX_TRIES; tries++) {
        VersionedDtab current = read(namespace);
        Optional<Dentry> dentry = ShiftedDtab.dentry(current.dtab(), asked.prefix());
        if (asked.expect().isPresent() && !asked.expect().equals(dentry)) {
          return changed(namespace, dentry);
        }
        ShiftedDtab shifted = ShiftedDtab.of(current.dtab(), asked.prefix(), asked.shift());
        try {
          return step.take(request, current, shifted);
        } catch (StoreException.VersionMismatch | StoreException.NotFound e) {
          // Someone else was first: the step is taken from what they wrote.
        }
      }
      throw CheckedWrites.storm(namespace);
    } catch (ShiftException e) {
      return impossible(namespace, asked, e);
    } catch (StoreException e) {
      throw HttpErrors.ofWrite(e);
    }
  }

  private VersionedDtab read(Namespace namespace) throws StoreException {
    try {
      return store.read(namespace).orElseThrow(() -> new StoreException.NotFound(namespace));
    } catch (StoreException.Invalid e) {
      // What the store holds is invalid, not the step.
      throw HttpErrors.ofRead(e);
    }
  }

  /** The way back is never refused. */
  private static CheckMode mode(Request request, ShiftRequest asked) {
    CheckMode mode =
        CheckMode.of(
            request, asked.shift() instanceof Shift.Abort ? CheckMode.WARN : CheckMode.REFUSE);
    return asked.shift() instanceof Shift.Abort && mode == CheckMode.REFUSE ? CheckMode.WARN : mode;
  }

  /** What is to be done to whatever the table is. */
  private final class Step {

    private final Namespace namespace;
    private final CheckMode mode;
    private final boolean dryRun;

    Step(Namespace namespace, CheckMode mode, boolean dryRun) {
      this.namespace = namespace;
      this.mode = mode;
      this.dryRun = dryRun;
    }

    Response take(Request request, VersionedDtab current, ShiftedDtab shifted)
        throws StoreException, InterruptedException {
      if (!shifted.isChange()) {
        return done(current.version(), shifted, NOTHING_FOUND);
      }
      WriteCheck.Report report = NOTHING_FOUND;
      if (mode == CheckMode.REFUSE || (dryRun && mode == CheckMode.WARN)) {
        report = check(current, shifted);
      }
      if (mode == CheckMode.REFUSE && !report.refusals().isEmpty()) {
        return WriteJson.refused(
            namespace,
            report,
            out -> {
              out.writeStringField("dentryBefore", shifted.before().text());
              out.writeStringField("dentryAfter", shifted.after().text());
            });
      }
      if (dryRun) {
        return done(current.version(), shifted, report);
      }
      Version version =
          CheckedWrites.writing(
              request, namespace, () -> store.update(namespace, shifted.dtab(), current.version()));
      if (mode == CheckMode.WARN) {
        report = check(current, shifted);
      }
      return done(version, shifted, report);
    }

    private WriteCheck.Report check(VersionedDtab current, ShiftedDtab shifted)
        throws InterruptedException {
      return check.of(namespace, State.ok(current.dtab()), shifted.dtab(), Optional.of(shifted));
    }

    private Response done(Version version, ShiftedDtab shifted, WriteCheck.Report report) {
      return Response.json(
              200,
              Json.line(
                  out -> {
                    out.writeStartObject();
                    out.writeStringField("version", version.base64());
                    out.writeStringField("before", shifted.before().text());
                    out.writeStringField("after", shifted.after().text());
                    if (shifted.old().isPresent()) {
                      out.writeStringField("old", NameTree.text(shifted.old().get()));
                    } else {
                      out.writeNullField("old");
                    }
                    out.writeNumberField("dentries", shifted.dentries());
                    out.writeBooleanField("dryRun", dryRun);
                    WriteJson.warnings(shifted.warning(), report, out);
                    out.writeEndObject();
                  }))
          .with("ETag", version.base64());
    }
  }

  private static Response changed(Namespace namespace, Optional<Dentry> now) {
    return Response.json(
        412,
        Json.line(
            out -> {
              out.writeStartObject();
              out.writeStringField(
                  "error",
                  "Conflict: in namespace %s the dentry is not as 'expect' says, but %s; look at it and repeat the step from there"
                      .formatted(namespace, now.map(it -> Excerpt.of(it.text())).orElse("gone")));
              if (now.isPresent()) {
                out.writeStringField("dentry", now.get().text());
              } else {
                out.writeNullField("dentry");
              }
              out.writeEndObject();
            }));
  }

  private static Response impossible(Namespace namespace, ShiftRequest asked, ShiftException e) {
    return Response.json(409, Json.line(out -> write(namespace, asked, e, out)));
  }

  private static void write(
      Namespace namespace, ShiftRequest asked, ShiftException e, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField(
        "error",
        "%s of %s: %s"
            .formatted(
                asked.prefix().show(),
                namespace,
                Excerpt.printable(String.valueOf(e.getMessage()))));
    out.writeFieldName("candidates");
    Json.strings(e.candidates(), NameTree::text, out);
    out.writeEndObject();
  }
}
