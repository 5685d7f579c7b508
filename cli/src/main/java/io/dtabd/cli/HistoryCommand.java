package io.dtabd.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd dtab history}. */
@Command(
    name = "history",
    aliases = "log",
    description = "Show what was written to a namespace, newest first.",
    exitCodeOnInvalidInput = Cli.DTAB_FAILED,
    exitCodeOnExecutionException = Cli.DTAB_FAILED,
    footer = {
      "",
      "Each line says how many dentries the dtab had and what had changed since the version before:",
      "+ for what came, - for what went. A deleted namespace keeps its history.",
      "",
      "Examples:",
      "  dtabd dtab history internal",
      "  dtabd dtab history internal --diff --limit 3",
      "  dtabd dtab history internal --json | jq -r '.[1].dtab'"
    })
final class HistoryCommand implements Callable<Integer> {

  /** The most that a server keeps. */
  private static final int ALL = 100;

  /** How many changes are named on a line: what a person takes in, and what fits. */
  private static final int MAX_NAMED = 3;

  private final DtabCommand dtab;

  @Parameters(paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Option(names = "--diff", description = "Show the lines that each version changed.")
  private boolean diff;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Show only the newest N versions (of at most 100 that are kept).")
  private int limit = ALL;

  HistoryCommand(DtabCommand dtab) {
    this.dtab = dtab;
  }

  @Override
  public Integer call() throws FailedCommand {
    if (limit < 1) {
      throw new FailedCommand("--limit is at least 1");
    }
    List<PastDtab> history = dtab.client().history(name);
    List<PastDtab> shown = history.subList(0, Math.min(limit, history.size()));
    PrintWriter out = dtab.environment().out();
    if (dtab.printsJson()) {
      ArrayNode json = JsonNodeFactory.instance.arrayNode();
      shown.forEach(entry -> json.add(entry.json()));
      out.println(json);
      return 0;
    }
    var table = new TextTable("VERSION", "TIME", "DENTRIES", "WHO", "CHANGED");
    for (int i = 0; i < shown.size(); i++) {
      PastDtab entry = shown.get(i);
      List<String> hunks = hunks(history, i);
      table.row(
          entry.version(),
          entry.time(),
          entry.isDelete() ? "-" : Integer.toString(entry.lines().size()),
          entry.author().orElse(""),
          changed(history, i, hunks));
      if (diff) {
        table.below(hunks);
      }
    }
    table.print(out);
    return 0;
  }

  /** What version {@code i} changed; of the oldest that is known, nothing. */
  private static List<String> hunks(List<PastDtab> history, int i) throws FailedCommand {
    return i + 1 == history.size()
        ? List.of()
        : LineDiff.hunks(history.get(i + 1).lines(), history.get(i).lines());
  }

  private static String changed(List<PastDtab> history, int i, List<String> hunks) {
    PastDtab entry = history.get(i);
    if (entry.isDelete()) {
      return "deleted";
    }
    if (i + 1 == history.size()) {
      return "(the oldest that is known)";
    }
    PastDtab before = history.get(i + 1);
    if (before.isDelete()) {
      return "created again";
    }
    if (hunks.isEmpty()) {
      return entry.text().equals(before.text()) ? "nothing" : "comments or layout only";
    }
    return named(hunks);
  }

  /** {@code -/host/world +/host/world and 2 more}. */
  private static String named(List<String> hunks) {
    var changes = new LinkedHashSet<String>();
    for (String line : hunks) {
      if (line.startsWith("+") || line.startsWith("-")) {
        changes.add(line.substring(0, line.indexOf(" => ")));
      }
    }
    var named = new ArrayList<>(changes.stream().limit(MAX_NAMED).toList());
    if (changes.size() > MAX_NAMED) {
      named.add("and " + (changes.size() - MAX_NAMED) + " more");
    }
    return String.join(" ", named);
  }
}
