package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dtabd.dtab.Finding;
import io.dtabd.dtab.NameTree;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import io.dtabd.naming.LostBranch;
import io.dtabd.net.http.Excerpt;
import io.dtabd.serving.Coverage;
import io.dtabd.serving.Labels;
import io.dtabd.serving.preview.Preview;
import io.dtabd.serving.preview.WriteCheck;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** A {@link Preview} as JSON, with the trees as {@code /api/1/bind} has them. */
final class PreviewJson {

  private static final String NOT_IN_TIME = "timed out waiting for a namer; retry";

  private PreviewJson() {}

  /**
   * @param rehearsal what a check of the write says, if that was asked for
   */
  static void write(
      Namespace namespace,
      Preview preview,
      Optional<WriteCheck.Rehearsal> rehearsal,
      JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("namespace", namespace.name());
    text("version", preview.version().map(Version::base64), out);
    out.writeArrayFieldStart("names");
    for (Preview.Name name : preview.names()) {
      write(name, out);
    }
    out.writeEndArray();
    out.writeNumberField("differing", preview.differing());
    out.writeNumberField("unchanged", preview.unchanged());
    out.writeArrayFieldStart("findings");
    for (Finding finding : preview.findings()) {
      write(finding, out);
    }
    out.writeEndArray();
    out.writeNumberField(
        "watchers", rehearsal.map(WriteCheck.Rehearsal::watchers).orElse(preview.watchers()));
    if (rehearsal.isPresent()) {
      if (rehearsal.get().coverage().isPresent()) {
        replicas(rehearsal.get().coverage().get(), out);
      }
      WriteJson.findings(rehearsal.get().report(), out);
    }
    out.writeBooleanField(
        "truncated",
        !preview.complete() || rehearsal.map(it -> it.report().more() > 0).orElse(false));
    out.writeEndObject();
  }

  /** As the overview of the admin port has it. */
  private static void replicas(Coverage coverage, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("replicas");
    out.writeStringField("scope", coverage.scope());
    out.writeNumberField("answered", coverage.answered());
    out.writeArrayFieldStart("silent");
    for (Coverage.Silent each : coverage.silent()) {
      out.writeStartObject();
      out.writeStringField("name", Excerpt.printable(each.name()));
      out.writeStringField("reason", Excerpt.printable(each.reason()));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void write(Preview.Name name, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("path", name.path().show());
    out.writeStringField("dtab", name.local().show());
    out.writeNumberField("watchers", name.watchers());
    tree("before", name.trees().before(), out);
    tree("after", name.trees().after(), out);
    out.writeBooleanField("differs", name.differs());
    text("problem", problem(name.trees().after()), out);
    text("problemBefore", problem(name.trees().before()), out);
    lost(name.trees().lost(), out);
    out.writeEndObject();
  }

  private static void tree(String field, State<NameTree<BoundName>> state, JsonGenerator out)
      throws IOException {
    out.writeFieldName(field);
    if (state instanceof State.Ok<NameTree<BoundName>>(var tree)) {
      BoundTreeJson.write(tree, out);
    } else {
      out.writeNull();
    }
  }

  /** The branches of splits that get nothing of what they are meant to have. */
  private static void lost(List<LostBranch> all, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("lost");
    for (LostBranch lost : new LinkedHashSet<>(all)) {
      out.writeStartObject();
      out.writeStringField("destination", Excerpt.of(NameTree.text(lost.destination())));
      out.writeNumberField("share", lost.share());
      out.writeStringField(
          "reason",
          switch (lost.why()) {
            case LostBranch.Nowhere _ -> Preview.nowhere(lost.destination());
            case LostBranch.Failed(var reason) -> Excerpt.printable(reason);
            case LostBranch.Unknown _ -> NOT_IN_TIME;
          });
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static Optional<String> problem(State<NameTree<BoundName>> state) {
    return switch (state) {
      case State.Ok<NameTree<BoundName>> _ -> Optional.empty();
      case State.Pending<NameTree<BoundName>> _ -> Optional.of(NOT_IN_TIME);
      case State.Failed<NameTree<BoundName>>(var reason) -> Optional.of(Excerpt.printable(reason));
    };
  }

  private static void write(Finding finding, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("severity", Labels.of(finding.severity()));
    out.writeStringField(
        "kind",
        switch (finding.kind()) {
          case NEVER_APPLIES -> "neverApplies";
          case SHADOWED -> "shadowed";
          case LOOP -> "loop";
          case UNKNOWN_NAMER -> "unknownNamer";
          case LEADS_NOWHERE -> "leadsNowhere";
          case ZERO_WEIGHTS -> "zeroWeights";
        });
    out.writeNumberField("line", finding.line());
    out.writeStringField("dentry", Excerpt.of(finding.dentry().text()));
    out.writeStringField("message", finding.message());
    out.writeEndObject();
  }

  private static void text(String field, Optional<String> text, JsonGenerator out)
      throws IOException {
    if (text.isPresent()) {
      out.writeStringField(field, text.get());
    } else {
      out.writeNullField(field);
    }
  }
}
