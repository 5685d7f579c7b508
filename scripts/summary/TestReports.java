import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What Surefire's XML reports say of the tests that ran. */
final class TestReports {

  enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /**
   * @param className with its package; {@code $} before a nested class
   * @param name of the method, with parameters and number where it ran several times; empty if the
   *     class failed before its first test
   * @param reason the first lines of the failure, or why the test was skipped
   */
  record Case(
      String module,
      String className,
      String name,
      double seconds,
      Outcome outcome,
      String reason) {

    private static final Pattern PACKAGE = Pattern.compile("^(\\w+\\.)+(?=\\w)");

    String title() {
      return name.isEmpty() ? className + " (before its first test)" : className + "." + name;
    }

    /** What {@code scripts/test} takes to run it alone. */
    String selector() {
      String method = name.replaceFirst("[^\\w$].*", "");
      String type = PACKAGE.matcher(className).replaceFirst("");
      return method.isEmpty() ? type : type + "#" + method;
    }
  }

  /** A class of tests with all that is nested in it. */
  record Suite(String module, String className, double seconds) {}

  private static final Pattern BLANK = Pattern.compile("\\s+");
  private static final Pattern EXCEPTION = Pattern.compile("^(?:\\w+\\.)+(\\w+)(?:: |$)");
  private static final int REASON_LIMIT = 200;
  private static final int REASON_LINES = 4;

  final List<Case> cases = new ArrayList<>();
  final List<Suite> suites = new ArrayList<>();
  final List<String> unreadable = new ArrayList<>();

  /** Reads what the modules have; ./verify has removed the reports of earlier runs. */
  static TestReports read(Path root, List<String> modules) throws IOException {
    var reports = new TestReports();
    for (String module : modules) {
      Path folder = root.resolve(module).resolve("target/surefire-reports");
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(TestReports::isReport).sorted().toList()) {
          reports.readFile(module, file);
        }
      }
    }
    return reports;
  }

  private static boolean isReport(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("TEST-") && name.endsWith(".xml");
  }

  private void readFile(String module, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
      String suite = "";
      while (xml.hasNext()) {
        if (xml.next() != XMLStreamConstants.START_ELEMENT) {
          continue;
        }
        if (xml.getLocalName().equals("testsuite")) {
          suite = attribute(xml, "name");
          suites.add(new Suite(module, suite, seconds(xml)));
        } else if (xml.getLocalName().equals("testcase")) {
          cases.add(readCase(module, suite, file, xml));
        }
      }
    } catch (XMLStreamException e) {
      unreadable.add(file + ": " + firstLines(String.valueOf(e.getMessage())));
    }
  }

  private static Case readCase(String module, String suite, Path file, XMLStreamReader xml)
      throws XMLStreamException {
    String className = className(attribute(xml, "classname"), suite, file);
    String name = attribute(xml, "name");
    double seconds = seconds(xml);
    Outcome outcome = Outcome.PASSED;
    String reason = "";
    while (xml.next() != XMLStreamConstants.END_ELEMENT || !xml.getLocalName().equals("testcase")) {
      if (!xml.isStartElement()) {
        continue;
      }
      Optional<Outcome> ended =
          switch (xml.getLocalName()) {
            case "failure", "error" -> Optional.of(Outcome.FAILED);
            case "skipped" -> Optional.of(Outcome.SKIPPED);
            default -> Optional.empty();
          };
      if (ended.isPresent()) {
        outcome = ended.get();
        reason = reason(xml, outcome);
      }
    }
    return new Case(module, className, name, seconds, outcome, reason);
  }

  /** jqwik's engine gives the name that is displayed, which is the class's without its package. */
  private static String className(String reported, String suite, Path file) {
    if (reported.equals(suite) || reported.startsWith(suite + "$") || suite.isEmpty()) {
      return reported;
    }
    Path classes = file.getParent().resolveSibling("test-classes");
    String nested = suite + "$" + reported;
    return Files.exists(classes.resolve(nested.replace('.', '/') + ".class")) ? nested : suite;
  }

  private static String reason(XMLStreamReader xml, Outcome outcome) throws XMLStreamException {
    String message = attribute(xml, "message");
    String type = attribute(xml, "type");
    if (message.isBlank()) {
      // A failed assumption has its message in the stack trace only.
      String head = xml.getElementText().strip().lines().findFirst().orElse(type);
      message =
          outcome == Outcome.SKIPPED
              ? EXCEPTION.matcher(head).replaceFirst("")
              : EXCEPTION.matcher(head).replaceFirst("$1: ").replaceFirst(": $", "");
    } else if (outcome == Outcome.FAILED && !type.isEmpty() && !type.contains("Assertion")) {
      message = type.substring(type.lastIndexOf('.') + 1) + ": " + message;
    }
    return firstLines(message);
  }

  /** AssertJ begins with an empty line and has what matters in the lines after the first. */
  private static String firstLines(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    String joined = String.join(" ", lines.subList(0, Math.min(lines.size(), REASON_LINES)));
    String flat = BLANK.matcher(joined).replaceAll(" ");
    return flat.length() <= REASON_LIMIT ? flat : flat.substring(0, REASON_LIMIT) + "...";
  }

  private static double seconds(XMLStreamReader xml) {
    // Surefire writes a thousand seconds as 1,000.0
    String time = attribute(xml, "time").replace(",", "");
    return time.isEmpty() ? 0 : Double.parseDouble(time);
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }
}
