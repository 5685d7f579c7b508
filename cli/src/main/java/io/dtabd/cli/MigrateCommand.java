package io.dtabd.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dtabd migrate}. */
@Command(
    name = "migrate",
    description =
        "Copy all namespaces from a namerd, or another dtabd, and compare what they mean.",
    exitCodeOnInvalidInput = Cli.FAILED,
    exitCodeOnExecutionException = Cli.FAILED,
    footer = {
      "",
      "A namespace that is not there is created; one that is there is left alone, unless it is",
      "different and --overwrite is given. So it can be run as often as you like. Then all names are",
      "bound on both sides and compared: those that the namers know, every prefix of the tables, and",
      "for each of these the name that proxies ask for, /svc/NAME.",
      "",
      "Exit status: 0 if both sides mean the same, 2 if something differs, 1 if something failed.",
      "",
      "Examples:",
      "  dtabd migrate --from http://namerd:4180 --check",
      "  dtabd migrate --from http://namerd:4180",
      "  dtabd migrate --from http://namerd:4180 --to http://dtabd:4180 --path /svc/web"
    })
final class MigrateCommand implements Callable<Integer> {

  private static final int DIFFERENT = 2;

  /** More of one namespace have the same reason, and would hide other namespaces. */
  private static final int MAX_SHOWN = 20;

  private final Environment environment;

  @Mixin private final ServerOptions server;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "URL",
      description = "The HTTP interface to copy from; nothing is changed there.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "The HTTP interface to copy to; else the server of --base-url.")
  private @Nullable String to;

  @Option(names = "--overwrite", description = "Replace what is there and different.")
  private boolean overwrite;

  @Option(
      names = "--check",
      description = "Copy nothing: say what would be copied, and compare what it would mean.")
  private boolean check;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Compare this name too; may be given more than once.")
  private List<String> paths = List.of();

  MigrateCommand(GlobalOptions global, Environment environment) {
    this.environment = environment;
    this.server = new ServerOptions(global, environment);
  }

  @Override
  public Integer call() throws FailedCommand {
    if (check && overwrite) {
      throw new FailedCommand("--check copies nothing, so --overwrite makes no sense with it");
    }
    URI source = BaseUrl.parse(from, "--from");
    URI target = to == null ? server.url() : BaseUrl.parse(to, "--to");
    if (source.equals(target)) {
      throw new FailedCommand(
          "--from and --to are the same server, %s; where to copy to is said with --to"
              .formatted(source));
    }
    var sourceCalls = new HttpCalls(source, "--from");
    var targetCalls = new HttpCalls(target, "--to or --base-url");
    List<NamespaceCopy.Result> copies = copy(sourceCalls, targetCalls);
    boolean alike = compare(sourceCalls, targetCalls, copies);
    if (copies.stream().anyMatch(it -> it.outcome() == NamespaceCopy.Outcome.FAILED)) {
      return Cli.FAILED;
    }
    return alike && copies.stream().allMatch(it -> it.outcome().isSame()) ? 0 : DIFFERENT;
  }

  private List<NamespaceCopy.Result> copy(HttpCalls source, HttpCalls target) throws FailedCommand {
    var copy =
        new NamespaceCopy(
            new DtabClient(source, Optional.empty()),
            new DtabClient(target, environment.author()),
            check
                ? NamespaceCopy.Mode.LOOK
                : overwrite ? NamespaceCopy.Mode.OVERWRITE : NamespaceCopy.Mode.CREATE);
    var table = new TextTable("NAMESPACE", "DENTRIES", "RESULT");
    var results = new ArrayList<NamespaceCopy.Result>();
    for (String namespace : new DtabClient(source, Optional.empty()).list()) {
      NamespaceCopy.Result result = copy.of(namespace);
      results.add(result);
      table.row(
          namespace,
          result.source().map(it -> Integer.toString(it.dentries().size())).orElse("?"),
          result.text());
      table.below(result.diff());
    }
    PrintWriter out = environment.out();
    if (results.isEmpty()) {
      out.println("There are no namespaces at " + source.base());
    } else {
      table.print(out);
    }
    return results;
  }

  /** Whether all names mean the same on both sides. */
  private boolean compare(HttpCalls source, HttpCalls target, List<NamespaceCopy.Result> copies)
      throws FailedCommand {
    var comparison = new BindComparison(source, target);
    List<String> known = comparison.boundNames();
    PrintWriter out = environment.out();
    int compared = 0;
    int different = 0;
    for (NamespaceCopy.Result copy : copies) {
      if (copy.source().isEmpty()) {
        continue;
      }
      Optional<BindComparison.Instead> instead =
          copy.outcome() == NamespaceCopy.Outcome.MISSING
              ? BindComparison.Instead.of(copy.source().get())
              : Optional.of(BindComparison.Instead.NOTHING);
      if (instead.isEmpty()) {
        out.println(copy.namespace() + ": too long to be compared before it is copied");
        continue;
      }
      NamesToCompare names = NamesToCompare.of(copy.source().get(), known, paths);
      List<BindComparison.Difference> differences =
          comparison.differences(copy.namespace(), names.paths(), instead.get());
      compared += names.paths().size();
      different += differences.size();
      for (BindComparison.Difference difference : differences.stream().limit(MAX_SHOWN).toList()) {
        out.println(copy.namespace() + " " + difference.path());
        out.println("  from: " + difference.from());
        out.println("  to:   " + difference.to());
      }
      if (differences.size() > MAX_SHOWN) {
        out.println(
            "%s: %d more are different"
                .formatted(copy.namespace(), differences.size() - MAX_SHOWN));
      }
      Optional<String> leftOut = names.leftOut();
      leftOut.ifPresent(text -> out.println(copy.namespace() + ": " + text));
    }
    out.println(
        "Compared %d names: %s"
            .formatted(
                compared, different == 0 ? "all mean the same" : different + " are different"));
    return different == 0;
  }
}
