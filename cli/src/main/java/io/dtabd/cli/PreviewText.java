package io.dtabd.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/**
 * What a server says that a table would change, for people.
 *
 * @param name the namespace
 * @param file where the table is from
 */
record PreviewText(String name, String file) {

  /** Of a write that needs {@code --force} then. */
  static final String REFUSED = "It would be refused:";

  void print(JsonNode preview, PrintWriter out) {
    for (JsonNode finding : preview.path("findings")) {
      out.printf(
          "%s:%d: %s: %s%n    %s%n",
          file,
          finding.path("line").asInt(),
          finding.path("severity").asText(),
          finding.path("message").asText(),
          finding.path("dentry").asText());
    }
    for (JsonNode each : preview.path("names")) {
      printName(each, out);
    }
    int differing = preview.path("differing").asInt();
    out.printf(
        "%d %s, %d watched %s not%s%n",
        differing,
        differing == 1 ? "name would change" : "names would change",
        preview.path("unchanged").asInt(),
        preview.path("unchanged").asInt() == 1 ? "name would" : "names would",
        preview.path("version").isNull()
            ? "; there is no namespace '" + name + "' yet"
            : " (compared with version " + preview.path("version").asText() + ")");
    if (preview.path("truncated").asBoolean()) {
      out.println("This is not all: there is more than can be looked at or listed.");
    }
  }

  private static void printName(JsonNode name, PrintWriter out) {
    String local = name.path("dtab").asText();
    int watchers = name.path("watchers").asInt();
    out.printf(
        "%s%s  (%s)%n",
        name.path("path").asText(),
        local.isEmpty() ? "" : "  with " + local,
        watchers == 1 ? "1 watcher" : watchers + " watchers");
    String before = text(name.path("before"), name.path("problemBefore"));
    String after = text(name.path("after"), name.path("problem"));
    if (before.equals(after)) {
      out.println("    " + after);
    } else {
      out.println("  - " + before);
      out.println("  + " + after);
    }
    for (JsonNode lost : name.path("lost")) {
      out.printf(
          "  ! 0 %%: %s %s%n", lost.path("destination").asText(), lost.path("reason").asText());
    }
  }

  private static String text(JsonNode tree, JsonNode problem) {
    return problem.isTextual() ? "(" + problem.asText() + ")" : BoundTreeText.of(tree);
  }

  /**
   * Of a write that is not done.
   *
   * @param rehearsal a preview with what the write would be refused for
   * @param heading of what it would be refused for
   * @return the exit status that the write would have if nobody else writes meanwhile
   */
  int printDryRun(JsonNode rehearsal, String heading, PrintWriter out) {
    print(rehearsal, out);
    if (!rehearsal.has("refused")) {
      out.println("warning: " + CheckedWrite.NOT_CHECKED);
    }
    boolean isRefused = WriteFindings.isRefused(rehearsal);
    if (isRefused) {
      out.println(heading);
      WriteFindings.lines(rehearsal.path("refused")).forEach(out::println);
    }
    for (JsonNode warning : rehearsal.path("warnings")) {
      if (!isListed(warning, rehearsal.path("findings"))) {
        out.println("warning: " + WriteFindings.text(warning));
      }
    }
    out.println("Nothing was written to " + name + ": this is a dry run");
    return isRefused ? Cli.REFUSED : 0;
  }

  /** Whether a warning is about the text alone, which {@link #print} has shown with its line. */
  private static boolean isListed(JsonNode warning, JsonNode findings) {
    String reason = warning.path("reason").asText();
    for (JsonNode finding : findings) {
      if (reason.equals(
          "line %d: %s"
              .formatted(finding.path("line").asInt(), finding.path("message").asText()))) {
        return true;
      }
    }
    return false;
  }
}
