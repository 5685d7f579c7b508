package io.dtabd.bench.suite;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * One line of the results.
 *
 * @param question what was measured
 * @param measured what the server showed
 * @param limit what the limit showed in the same run, or nothing
 * @param share how near to the limit: 1 is the limit, less is worse; not a number without a limit
 * @param load the machine's load average of a minute, when the line was written
 */
public record Row(
    String question, String measured, String limit, double share, double load, String notes) {

  /** Fields of a line in a file; no field has one. */
  private static final String SEPARATOR = "\t";

  /** Where more is better: so many a second, and the limit's. */
  public static Row rate(String question, double measured, double limit, String notes) {
    return row(question, rate(measured), rate(limit), measured / limit, notes);
  }

  /** Where less is better: a time in milliseconds, and the limit's. */
  public static Row millis(String question, double measured, double limit, String notes) {
    return row(
        question,
        decimals(measured) + " ms",
        Double.isNaN(limit) ? "" : decimals(limit) + " ms",
        limit / measured,
        notes);
  }

  /** Where less is better: bytes, and the limit's. */
  public static Row bytes(String question, long measured, long limit, String notes) {
    return row(
        question, size(measured), limit > 0 ? size(limit) : "", share(measured, limit), notes);
  }

  /** What has no limit, or one that is said in words. */
  public static Row words(String question, String measured, String limit, String notes) {
    return row(question, measured, limit, Double.NaN, notes);
  }

  public static Row row(
      String question, String measured, String limit, double share, String notes) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Row(question, measured, limit, share, load, notes);
  }

  private static double share(long measured, long limit) {
    return limit > 0 && measured > 0 ? (double) limit / measured : Double.NaN;
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.0f/s", perSecond);
  }

  /** Three digits that count. */
  public static String decimals(double value) {
    String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String size(long bytes) {
    return bytes >= 10_000_000 || bytes <= -10_000_000
        ? String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000)
        : String.format(Locale.ROOT, "%,d bytes", bytes);
  }

  String toLine() {
    return String.join(
        SEPARATOR, question, measured, limit, Double.toString(share), Double.toString(load), notes);
  }

  static Row ofLine(String line) {
    List<String> fields = List.of(line.split(SEPARATOR, -1));
    return new Row(
        fields.get(0),
        fields.get(1),
        fields.get(2),
        Double.parseDouble(fields.get(3)),
        Double.parseDouble(fields.get(4)),
        fields.get(5));
  }
}
