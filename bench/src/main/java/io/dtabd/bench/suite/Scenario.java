package io.dtabd.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A question that the suite can be asked.
 *
 * @param name for the command line
 * @param question that it answers
 * @param limit what stands beside the server
 * @param reach which servers can be asked
 * @param steps the programs that answer it, one after another
 */
record Scenario(String name, String question, String limit, Reach reach, List<Step> steps) {

  /** Which servers a scenario can measure. */
  enum Reach {
    /** Any that has namerd's API, by its URL; a dtabd that is started otherwise. */
    ANY_SERVER,
    /** Only a dtabd that is started for it. */
    OWN_SERVER
  }

  /**
   * A program of this module.
   *
   * @param arguments for a whole measurement
   * @param quick for a look whether everything works, in seconds
   */
  record Step(String mainClass, List<String> arguments, List<String> quick) {

    /** Arguments have no spaces in them. */
    static Step of(String mainClass, String arguments, String quick) {
      return new Step("io.dtabd.bench." + mainClass, words(arguments), words(quick));
    }

    /**
     * What the program is started with.
     *
     * @param options such as {@code --heap=512}, in place of those of the same name
     */
    List<String> command(boolean inAHurry, List<String> options) {
      Set<String> replaced =
          options.stream().map(option -> option.split("=", 2)[0]).collect(Collectors.toSet());
      var command = new ArrayList<String>();
      boolean keep = true;
      for (String word : inAHurry ? quick : arguments) {
        keep = word.startsWith("--") ? !replaced.contains(word) : keep;
        if (keep) {
          command.add(word);
        }
      }
      command.addAll(options);
      return command;
    }

    private static List<String> words(String text) {
      return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
  }
}
