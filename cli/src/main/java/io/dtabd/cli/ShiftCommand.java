package io.dtabd.cli;

import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
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
      "Each step is a compare-and-swap of that one dentry, repeated if others change the table, and",
      "one that is done already changes nothing. So whatever failed can be run again.",
      "",
      "Exit status: 0 if it is done, 1 if it is not, 2 if it is done but --wait was over first.",
      "",
      "Examples:",
      "  dtabd shift internal /host/world --to /tmp/world-v2 --percent 10 --wait",
      "  dtabd shift internal /host/world --to /tmp/world-v2 --finish --wait=1m",
      "  dtabd shift internal /host/world --to /tmp/world-v2 --abort",
      "  dtabd shift internal /host/world --to /tmp/world-v2 --clean-up"
    })
final class ShiftCommand implements Callable<Integer> {

  /** Each failure means that someone else got through, so this many in a row is a storm. */
  private static final int MAX_TRIES = 20;

  private final Environment environment;

  @Mixin private final ServerOptions server;
  @Mixin private final WaitOptions wait;

  @Parameters(index = "0", paramLabel = "NAME", description = "The namespace.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "PREFIX",
      description = "The dentry whose traffic moves: the last one with this prefix.")
  private String prefix = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PATH",
      description = "The new destination.")
  private String to = "";

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

    ShiftStep step() throws FailedCommand {
      if (percent == null) {
        return cleanUp
            ? new ShiftStep.CleanUp()
            : abort ? new ShiftStep.Abort() : new ShiftStep.Finish();
      }
      try {
        return new ShiftStep.Percent(percent);
      } catch (IllegalArgumentException e) {
        throw new FailedCommand(String.valueOf(e.getMessage()), e);
      }
    }
  }

  ShiftCommand(GlobalOptions global, Environment environment) {
    this.environment = environment;
    this.server = new ServerOptions(global, environment);
    this.wait = new WaitOptions(environment);
  }

  /** What was to be done, and what came of it. */
  private record Done(Dentry before, Dentry after, Optional<String> version) {
    boolean isChange() {
      return !before.equals(after);
    }
  }

  @Override
  public Integer call() throws FailedCommand {
    ShiftStep step = steps.step();
    Prefix from = read("PREFIX", prefix, Prefix::read);
    Path path = read("--to", to, Path::read);
    wait.check();
    Done done = write(server.client(), step, from, path);
    PrintWriter out = environment.out();
    if (done.isChange()) {
      out.println("-" + done.before().text());
      out.println("+" + done.after().text());
      out.println("Updated " + name + done.version().map(it -> " to version " + it).orElse(""));
    } else {
      out.println(" " + done.before().text());
      out.println("Nothing to do, " + name + " has it already");
    }
    return wait.await(server.url(), name, done.version());
  }

  private Done write(DtabClient client, ShiftStep step, Prefix from, Path path)
      throws FailedCommand {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      DtabClient.SourceDtab current = client.source(name);
      Optional<String> version = Optional.of(current.version()).filter(it -> !it.isEmpty());
      Dtab dtab = current.dtab();
      int index = indexOf(dtab, from);
      Dentry before = dtab.dentries().get(index);
      var after = new Dentry(from, next(step, before, path));
      if (after.equals(before)) {
        return new Done(before, after, version);
      }
      if (version.isEmpty()) {
        throw new FailedCommand(
            "the server does not tell the version of %s, so nothing can be changed safely"
                .formatted(name));
      }
      String text = dtab.withDestination(index, after.dst()).text();
      try {
        return new Done(before, after, client.update(name, DtabFile.ofText(text), version));
      } catch (RefusedException e) {
        if (!e.isConflict()) {
          throw e;
        }
        // Someone else was first: the step is taken from what they wrote.
      } catch (UnreachableException e) {
        throw new FailedCommand(
            e.getMessage() + "; it may be done or not, run the same command again", e);
      }
    }
    throw new FailedCommand(
        "others change %s all the time; nothing was changed, run the same command again"
            .formatted(name));
  }

  private NameTree<Path> next(ShiftStep step, Dentry before, Path path) throws FailedCommand {
    try {
      return step.of(before.dst(), path);
    } catch (FailedCommand e) {
      throw new FailedCommand(prefix + " of " + name + ": " + e.getMessage(), e);
    }
  }

  private int indexOf(Dtab dtab, Prefix from) throws FailedCommand {
    for (int i = dtab.dentries().size() - 1; i >= 0; i--) {
      if (dtab.dentries().get(i).prefix().equals(from)) {
        return i;
      }
    }
    throw new FailedCommand(
        "%s has no dentry for %s; add one that says where it leads now, with 'dtabd dtab edit %s'"
            .formatted(name, prefix, name));
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
