package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.Response;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.serving.preview.WriteFinding;
import io.dtabd.serving.preview.WriteFinding.Subject;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How a write that was checked ended, as JSON. */
final class WriteJson {

  private WriteJson() {}

  /** The write was done. */
  static Response written(Optional<Version> version, WriteCheck.Report report) {
    Response.Full response =
        Response.json(
            200,
            Json.line(
                out -> {
                  out.writeStartObject();
                  if (version.isPresent()) {
                    out.writeStringField("version", version.get().base64());
                  }
                  warnings(Optional.empty(), report, out);
                  out.writeEndObject();
                }));
    return version.map(it -> response.with("ETag", it.base64())).orElse(response);
  }

  /**
   * The write was not done, and changed nothing.
   *
   * @param more fields that are told besides
   */
  static Response.Full refused(Namespace namespace, WriteCheck.Report report, Fields more) {
    return Response.json(
        409,
        Json.line(
            out -> {
              out.writeStartObject();
              out.writeStringField(
                  "error",
                  "Refused, and nothing was written to %s: %s. To write it anyway, send check=warn"
                      .formatted(
                          namespace, Excerpt.printable(report.refusals().getFirst().reason())));
              findings(report, out);
              out.writeBooleanField("truncated", report.more() > 0);
              more.write(out);
              out.writeEndObject();
            }));
  }

  /** Fields of an object. */
  @FunctionalInterface
  interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  /**
   * The fields {@code refused}, which are the reasons not to write, and {@code warnings}, which are
   * none.
   */
  static void findings(WriteCheck.Report report, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("refused");
    for (WriteFinding.Breaks each : report.refusals()) {
      finding(Optional.of(each.subject()), each.reason(), out);
    }
    out.writeEndArray();
    List<WriteFinding> others =
        report.findings().stream().filter(each -> !(each instanceof WriteFinding.Breaks)).toList();
    warnings(Optional.empty(), others, out);
  }

  /**
   * The fields {@code warnings}, with everything that was found, and {@code truncated}.
   *
   * @param first what is to be told before what the check has found
   */
  static void warnings(Optional<String> first, WriteCheck.Report report, JsonGenerator out)
      throws IOException {
    warnings(first, report.findings(), out);
    out.writeBooleanField("truncated", report.more() > 0);
  }

  private static void warnings(
      Optional<String> first, List<WriteFinding> findings, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("warnings");
    if (first.isPresent()) {
      finding(Optional.empty(), first.get(), out);
    }
    for (WriteFinding each : findings) {
      switch (each) {
        case WriteFinding.Breaks(var subject, var reason) ->
            finding(Optional.of(subject), reason, out);
        case WriteFinding.Unknown(var subject, var reason) ->
            finding(Optional.of(subject), reason, out);
        case WriteFinding.Unchecked(var reason) -> finding(Optional.empty(), reason, out);
        case WriteFinding.Suspect(var lint) ->
            finding(Optional.empty(), "line " + lint.line() + ": " + lint.message(), out);
      }
    }
    out.writeEndArray();
  }

  private static void finding(Optional<Subject> subject, String reason, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    if (subject.isPresent()) {
      Subject known = subject.get();
      out.writeStringField("path", known.path());
      out.writeNumberField("watchers", known.watchers());
      out.writeStringField("before", Excerpt.printable(known.before()));
      out.writeStringField("after", Excerpt.printable(known.after()));
    }
    out.writeStringField("reason", Excerpt.printable(reason));
    out.writeEndObject();
  }
}
