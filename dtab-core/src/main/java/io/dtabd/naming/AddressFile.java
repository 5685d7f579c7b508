package io.dtabd.naming;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file of addresses says: one {@code host port} or {@code host port * weight} a line, {@code
 * #} begins a comment.
 */
record AddressFile(List<Line> lines) {

  record Line(String host, int port, OptionalDouble weight) {}

  private static final Pattern LINE = Pattern.compile("(\\S+)\\s+(\\d{1,5})(?:\\s*\\*\\s*(\\S+))?");

  AddressFile {
    lines = List.copyOf(lines);
  }

  /**
   * @throws Malformed if a line is no address; the message quotes it
   */
  static AddressFile read(String text) throws Malformed {
    var lines = new ArrayList<Line>();
    for (String each : text.split("\n", -1)) {
      int comment = each.indexOf('#');
      String line = (comment < 0 ? each : each.substring(0, comment)).strip();
      if (!line.isEmpty()) {
        lines.add(line(line));
      }
    }
    return new AddressFile(lines);
  }

  private static Line line(String text) throws Malformed {
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw new Malformed(text);
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port == 0 || port > 0xffff) {
      throw new Malformed(text);
    }
    String weight = matcher.group(3);
    return new Line(
        matcher.group(1),
        port,
        weight == null ? OptionalDouble.empty() : OptionalDouble.of(weight(weight, text)));
  }

  /** Whatever namerd's language reads as a number, with an exponent too, if it can be a share. */
  private static double weight(String weight, String line) throws Malformed {
    double number;
    try {
      number = Double.parseDouble(weight);
    } catch (NumberFormatException e) {
      throw new Malformed(line);
    }
    if (!Double.isFinite(number) || number < 0) {
      throw new Malformed(line);
    }
    return number;
  }

  /** A line of the file is no address. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    /** How much of the line the message quotes. */
    private static final int QUOTED = 100;

    Malformed(String line) {
      super(
          "malformed address: "
              + (line.length() <= QUOTED ? line : line.substring(0, QUOTED) + "..."));
    }
  }
}
