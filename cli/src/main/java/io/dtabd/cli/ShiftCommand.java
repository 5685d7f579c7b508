package io.dtabd.cli;

import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.dtab.Shift;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dtabd shift}. */
@Command(
    name = "shift",
    description = "Move traffic from one destination to another, step by step.",
    exitCodeOnInvalidInput = Cli.FAILED,
    exitCodeOnExecutionException = Cli.FAILED,
    footer = {
      "",
      "What stands in the table at PREFIX is the old destination. It stays in the table until",
      "--clean-up, so --abort always puts back exactly that:",
      "  --percent 10   10 * PATH & 90 * OLD      --abort      OLD",
      "  --finish       PATH | OLD                --clean-up   PATH",
      "A split that was made on the admin page goes on in the same way. Each step is a",
      "compare-and-swap of that one dentry, repeated if others change the table, and one that is done",
      "already changes nothing. So whatever failed can be run again.",
      "",
      "A step after which PATH, or a name that somebody watches, would lead nowhere is refused.",
      "--abort is never refused.",
      "",
      "Exit status: 0 if it is done, 1 if it is not, 2 if it is done but --wait was over first, 3 if it",
      "is refused for what it would break.",
      "",
      "Examples:",
      "  dtabd shift internal /host/world --to /tmp/world-v2 --percent 10 --wait",
      "  dtabd shift internal /host/world --to /tmp/world-v2 --finish --wait=1m",
      "  dtabd shift internal /host/world --to /tmp/world-v2 --abort",
      "  dtabd shift internal /host/world --to /tmp/world-v2 --clean-up"
    })
final class ShiftCommand implements Callable<Integer> {

  private final Environment environment;

  @Mixin private final ServerOptions server;
  @Mixin private final WaitOptions wait;
  @Mixin private final WriteOptions write = new WriteOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "PREFIX",
      description = "The dentry whose traffic moves: the last one with this prefix.")
  private String prefix = "";

  @Option(
      names = "--to",
      paramLabel = "PATH",
      description =
          "The new destination. --abort does without it where only one destination can be the old"
              + " one.")
  private @Nullable String to;

  @ArgGroup(multiplicity = "1")
  private Steps steps = new Steps();

  /** One of these. */
  static final class Steps {
    @Option(
        names = "--percent",
        paramLabel = "PERCENT",
        description = "Give PATH so much of the traffic, more than 0 and less than 100.")
    private @Nullable BigDecimal percent;

    @Option(
        names = "--finish",
        description = "Give PATH all of it, with the old destination to fall back to.")
    @SuppressWarnings("unused") // it is what remains if it is none of the others
    private boolean finish;

    @Option(
        names = "--abort",
        description = "Give the old destination all of it, as if nothing had been.")
    private boolean abort;

    @Option(names = "--clean-up", description = "After --finish: forget the old destination.")
    private boolean cleanUp;

    Shift shift(Optional<Path> to) throws FailedCommand {
      if (abort) {
        return new Shift.Abort(to, Optional.empty());
      }
      Path path =
          to.orElseThrow(() -> new FailedCommand("--to is missing: where traffic is to go"));
      if (percent == null) {
        return cleanUp ? new Shift.CleanUp(path) : new Shift.Finish(path);
      }
      try {
        return new Shift.Percent(path, percent);
      } catch (IllegalArgumentException e) {
        throw new FailedCommand("--" + e.getMessage(), e);
      }
    }

    boolean isWayBack() {
      return abort;
    }
  }

  ShiftCommand(GlobalOptions global, Environment environment) {
    this.environment = environment;
    this.server = new ServerOptions(global, environment);
    this.wait = new WaitOptions(environment);
  }

  @Override
  public Integer call() throws FailedCommand {
    Prefix from = read("PREFIX", prefix, Prefix::read);
    Optional<Path> path = to == null ? Optional.empty() : Optional.of(read("--to", to, Path::read));
    Shift shift = steps.shift(path);
    wait.check();
    DtabClient client = server.client();
    Check check = steps.isWayBack() ? Check.WARN : write.check();
    Optional<ShiftAnswer> taken =
        client.shift(name, new ShiftBody(from, shift), check, write.isDryRun());
    ShiftAnswer answer =
        taken.isPresent()
            ? taken.get()
            : new OwnShift(client, name).take(from, shift, write.isDryRun());
    tell(answer);
    return write.isDryRun() ? 0 : wait.await(server.url(), name, answer.write().version());
  }

  private void tell(ShiftAnswer answer) {
    PrintWriter out = environment.out();
    if (answer.isChange()) {
      out.println("-" + answer.before());
      out.println("+" + answer.after());
      out.println(
          write.isDryRun()
              ? "Nothing was written to " + name + ": this is a dry run"
              : "Updated "
                  + name
                  + answer.write().version().map(it -> " to version " + it).orElse(""));
    } else {
      out.println(" " + answer.before());
      out.println("Nothing to do, " + name + " has it already");
    }
    if (answer.dentries() > 1) {
      environment
          .err()
          .println(
              "note: %d dentries have the prefix %s; the last one is meant"
                  .formatted(answer.dentries(), prefix));
    }
    answer.write().tell(environment.err());
  }

  private interface Reading<T> {
    T read(String text);
  }

  private static <T> T read(String what, String text, Reading<T> reading) throws FailedCommand {
    try {
      return reading.read(text);
    } catch (IllegalArgumentException e) {
      throw new FailedCommand(what + ": " + e.getMessage(), e);
    }
  }
}
