package io.dtabd.dtab;

/**
 * A text is not in the dtab language. The message is Finagle's ({@code simple expected but 'x'
 * found at '/a=>[x]'}) with the place added; the excerpt is bounded and on one line.
 */
public final class DtabSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * How much of the text an excerpt shows on either side: enough to recognise the place in a log
   * line.
   */
  static final int EXCERPT_RADIUS = 100;

  private final int offset;
  private final int line;
  private final int column;
  private final String excerpt;

  DtabSyntaxException(String problem, String text, int offset) {
    this(problem, excerptOf(text, offset), offset, lineOf(text, offset), columnOf(text, offset));
  }

  private DtabSyntaxException(String problem, String excerpt, int offset, int line, int column) {
    super("%s at '%s' (line %d, column %d)".formatted(problem, excerpt, line, column));
    this.offset = offset;
    this.line = line;
    this.column = column;
    this.excerpt = excerpt;
  }

  /** Where the text stops making sense, in chars from 0. */
  public int offset() {
    return offset;
  }

  /** The line of {@link #offset}, from 1. */
  public int line() {
    return line;
  }

  /** The column of {@link #offset} in its line, in chars from 1. */
  public int column() {
    return column;
  }

  /**
   * The text around the place, with the char at fault in brackets, and control characters escaped.
   */
  public String excerpt() {
    return excerpt;
  }

  private static int lineOf(String text, int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  private static int columnOf(String text, int offset) {
    return offset - (offset == 0 ? -1 : text.lastIndexOf('\n', offset - 1));
  }

  private static String excerptOf(String text, int offset) {
    int from = Math.max(0, offset - EXCERPT_RADIUS);
    int to = Math.min(text.length(), offset + 1 + EXCERPT_RADIUS);
    var out = new StringBuilder(from > 0 ? "..." : "");
    printable(text, from, offset, out);
    out.append('[');
    printable(text, offset, Math.min(offset + 1, to), out);
    out.append(']');
    printable(text, Math.min(offset + 1, to), to, out);
    return out.append(to < text.length() ? "..." : "").toString();
  }

  static void printable(String text, int from, int to, StringBuilder out) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (isPrintable(c)) {
            out.append(c);
          } else {
            out.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
  }

  /** Whether {@code c} neither ends a line of a log nor changes how what follows it is shown. */
  private static boolean isPrintable(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
