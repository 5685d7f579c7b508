package io.dtabd.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that is not understood. The message has one line for each problem. */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong.
   *
   * @param place the file, and where it is known {@code :line:column}, both from 1
   * @param text what is wrong there, and what to do about it
   */
  public record Problem(String place, String text) {
    /** On one line, whatever the file has in its keys. */
    @Override
    public String toString() {
      return (place + ": " + text)
          .codePoints()
          .mapToObj(Problem::printable)
          .collect(Collectors.joining());
    }

    private static String printable(int c) {
      return switch (Character.getType(c)) {
        case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
            c == '\n' ? "\\n" : "\\u%04x".formatted(c);
        default -> Character.toString(c);
      };
    }
  }

  // An exception is serializable by inheritance alone; nobody serializes this one.
  private final transient List<Problem> problems;

  ConfigException(Problem problem) {
    this(List.of(problem));
  }

  ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file as far as it was read; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
