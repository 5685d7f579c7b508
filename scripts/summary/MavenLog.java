import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Maven's output says of the modules: which it built, for how long, and why it stopped. */
final class MavenLog {

  enum Status {
    SUCCESS,
    FAILURE,
    SKIPPED
  }

  /** How a module ended, by its artifact's name. */
  record Module(Status status, double seconds) {}

  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final Pattern HEADER = Pattern.compile("\\[INFO\\] -+< [\\w.-]+:(\\S+) >-+");
  private static final Pattern REACTOR =
      Pattern.compile(
          "\\[INFO\\] (\\S+)(?: \\S+)? \\.{2,} (SUCCESS|FAILURE|SKIPPED)(?: \\[ *([^\\]]+)\\])?");
  private static final Pattern TOTAL_TIME = Pattern.compile("\\[INFO\\] Total time: +(.+)");
  private static final Pattern GOAL =
      Pattern.compile(
          "\\[ERROR\\] Failed to execute goal (?:.* )?on project ([^\\s:]+): (.*?)(?: ->"
              + " \\[Help.*)?");
  private static final Pattern SOURCE =
      Pattern.compile("\\[(ERROR|WARNING)\\] (/.+\\.java:\\[\\d+,\\d+\\] .+)");
  private static final Pattern TESTS =
      Pattern.compile("\\[\\w+\\] Tests run: (\\d+), Failures: \\d+, Errors: \\d+, Skipped: \\d+");
  private static final Pattern ERROR =
      Pattern.compile("\\[ERROR\\] (?!\\[Help|Re-run |To see |For more )(.+)");

  final Map<String, Module> modules = new LinkedHashMap<>();

  /** Why a module failed, by its artifact's name. */
  final Map<String, String> reasons = new LinkedHashMap<>();

  /** What the compiler says, with the file. */
  final Set<String> compilerErrors = new LinkedHashSet<>();

  final Set<String> compilerWarnings = new LinkedHashSet<>();

  final List<String> errors = new ArrayList<>();

  /** How many tests Surefire says that it ran. */
  int tests;

  static MavenLog read(Path file) throws IOException {
    var log = new MavenLog();
    List<String> headers = new ArrayList<>();
    Status whole = Status.SUCCESS;
    double seconds = 0;
    // What tests print need not be UTF-8; in this encoding every byte is a character.
    for (String raw : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      String line = ESCAPES.matcher(raw).replaceAll("").stripTrailing();
      log.readLine(line, headers);
      if (line.equals("[INFO] BUILD FAILURE")) {
        whole = Status.FAILURE;
      }
      if (TOTAL_TIME.matcher(line) instanceof Matcher total && total.matches()) {
        seconds = seconds(total.group(1));
      }
    }
    // With a single module there is no table of modules.
    if (log.modules.isEmpty() && headers.size() == 1) {
      log.modules.put(headers.getFirst(), new Module(whole, seconds));
    }
    return log;
  }

  private void readLine(String line, List<String> headers) {
    if (HEADER.matcher(line) instanceof Matcher header && header.matches()) {
      headers.add(header.group(1));
    } else if (REACTOR.matcher(line) instanceof Matcher module && module.matches()) {
      String time = module.group(3);
      modules.put(
          module.group(1),
          new Module(Status.valueOf(module.group(2)), time == null ? 0 : seconds(time)));
    } else if (TESTS.matcher(line) instanceof Matcher count && count.matches()) {
      tests += Integer.parseInt(count.group(1));
    } else if (SOURCE.matcher(line) instanceof Matcher source && source.matches()) {
      (source.group(1).equals("ERROR") ? compilerErrors : compilerWarnings).add(source.group(2));
    } else if (GOAL.matcher(line) instanceof Matcher goal && goal.matches()) {
      reasons.putIfAbsent(goal.group(1), goal.group(2).strip());
    }
    if (ERROR.matcher(line) instanceof Matcher error && error.matches()) {
      errors.add(error.group(1));
    }
  }

  /** {@code 12.345 s}, {@code 01:42 min} or {@code 01:02 h}. */
  private static double seconds(String time) {
    String[] parts = time.strip().split("[ :]", -1);
    return switch (parts[parts.length - 1]) {
      case "s" -> Double.parseDouble(parts[0]);
      case "min" -> 60 * Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]);
      case "h" -> 3600 * Double.parseDouble(parts[0]) + 60 * Double.parseDouble(parts[1]);
      default -> 0;
    };
  }
}
