package io.dtabd.bench.repeat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the command line asks for. */
record Options(
    Action action,
    Extent extent,
    int load,
    int parallel,
    Duration limit,
    AfterFailure afterFailure,
    Selection selection,
    List<String> tests) {

  /** No call lasts longer, so that what it leaves behind cannot either. */
  static final Duration LONGEST = Duration.ofHours(24);

  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(10);
  private static final int MOST_BUSY = 1_000;

  enum Action {
    RUN,
    LIST,
    LOG,
    HELP
  }

  enum AfterFailure {
    CONTINUE,
    STOP
  }

  enum Selection {
    NAMED,
    PEERS
  }

  /** How long to go on. */
  sealed interface Extent {
    record Repetitions(int count) implements Extent {}

    record Time(Duration duration) implements Extent {}
  }

  static Options parse(String... arguments) {
    Optional<Action> action = arguments.length == 0 ? Optional.of(Action.HELP) : Optional.empty();
    Optional<Duration> time = Optional.empty();
    int load = 0;
    int parallel = 1;
    Duration limit = DEFAULT_LIMIT;
    var afterFailure = AfterFailure.CONTINUE;
    var selection = Selection.NAMED;
    var others = new ArrayList<String>();
    var left = new ArrayDeque<>(List.of(arguments));
    while (!left.isEmpty()) {
      String argument = left.remove();
      switch (argument) {
        case "-h", "--help", "-help" -> action = Optional.of(Action.HELP);
        case "--log" -> action = Optional.of(Action.LOG);
        case "--list" -> action = Optional.of(Action.LIST);
        case "--stop" -> afterFailure = AfterFailure.STOP;
        case "--peers" -> selection = Selection.PEERS;
        case "--load", "-load" -> load = number(argument, value(argument, left), 0, MOST_BUSY);
        case "-j" -> parallel = number(argument, value(argument, left), 1, MOST_BUSY);
        case "--for" -> time = Optional.of(Durations.parse(argument, value(argument, left)));
        case "--limit" -> limit = Durations.parse(argument, value(argument, left));
        default -> {
          if (argument.startsWith("-")) {
            throw new Unusable("Unknown option " + argument + "; see bench/repeat --help");
          }
          others.add(argument);
        }
      }
    }
    if (action.isPresent() && action.get() != Action.LIST) {
      return new Options(
          action.get(),
          new Extent.Repetitions(0),
          load,
          parallel,
          limit,
          afterFailure,
          selection,
          List.copyOf(others));
    }
    Extent extent = extent(action, time, others);
    if (selection == Selection.PEERS && !others.isEmpty()) {
      throw new Unusable("--peers selects the classes itself; leave out " + others);
    }
    if (selection == Selection.NAMED && others.isEmpty()) {
      throw new Unusable("No test class; name one, such as ServicePathTest, or write --peers");
    }
    return new Options(
        action.orElse(Action.RUN),
        extent,
        load,
        parallel,
        limit,
        afterFailure,
        selection,
        List.copyOf(others));
  }

  /** Takes the number of repetitions out of what is no option. */
  private static Extent extent(
      Optional<Action> action, Optional<Duration> time, List<String> others) {
    boolean counted = !others.isEmpty() && others.getFirst().matches("\\d+");
    if (time.isPresent()) {
      if (counted) {
        throw new Unusable("Give either a number of repetitions or --for, not both");
      }
      if (time.get().compareTo(LONGEST) > 0) {
        throw new Unusable("--for: at most " + LONGEST.toHours() + "h");
      }
      return new Extent.Time(time.get());
    }
    if (counted) {
      return new Extent.Repetitions(number("N", others.removeFirst(), 1, 1_000_000));
    }
    if (action.isPresent()) {
      return new Extent.Repetitions(0);
    }
    throw new Unusable(
        "No number of repetitions; write bench/repeat 50 TEST or bench/repeat --for 10m TEST");
  }

  private static String value(String option, ArrayDeque<String> left) {
    if (left.isEmpty()) {
      throw new Unusable(option + " takes a value; see bench/repeat --help");
    }
    return left.remove();
  }

  private static int number(String option, String text, int least, int most) {
    if (!text.matches("\\d{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw new Unusable(
          "%s %s: not a whole number from %d to %d".formatted(option, text, least, most));
    }
    return Integer.parseInt(text);
  }
}
