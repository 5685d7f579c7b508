package io.dtabd.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures how soon large pages show something, and whether one can still scroll: 1,000 namespaces,
 * a table of 10,000 dentries, a delegation of more than 2,000 steps. To be run by hand; it prints a
 * line for each.
 */
final class LargePages {

  private static final int RUNS = 5;

  private LargePages() {}

  static void main() throws Exception {
    Path folder = Files.createTempDirectory("large-pages");
    Browser browser = Chromium.start();
    try (var dtabd = new RunningDtabd(folder)) {
      for (int i = 0; i < 1000; i++) {
        dtabd.put("ns-%04d".formatted(i), "/svc => /#/io.l5d.fs ;");
      }
      dtabd.put("table", table());
      dtabd.put("tree", tree());
      measure(browser, "1,000 namespaces", dtabd.page("/"), ".namespaces td", "html");
      measure(browser, "10,000 dentries", dtabd.page("/dtab/table"), ".dtab-row", ".dtab-frame");
      String explorer = dtabd.page("/explorer?namespace=tree&path=/svc/x");
      measure(browser, "2,000 steps", explorer, ".card-step", ".tree-frame");
      System.out.println(String.join(", ", browser.texts(".tree-tools .muted")));
    } finally {
      browser.quit();
      delete(folder);
    }
  }

  private static void measure(
      Browser browser, String what, String url, String part, String scroller) {
    for (int run = 0; run < RUNS; run++) {
      browser.leave();
      long start = System.nanoTime();
      browser.open(url);
      browser.see(part);
      Duration seen = Duration.ofNanos(System.nanoTime() - start);
      System.out.printf(
          Locale.ROOT,
          "%s: first seen after %d ms; %s elements; slowest of 60 frames of scrolling %s ms%n",
          what,
          seen.toMillis(),
          browser.run("return document.querySelectorAll('*').length"),
          browser.slowestFrame(scroller));
    }
  }

  private static String table() {
    var table = new StringBuilder("/srv => /#/io.l5d.fs ;\n");
    for (int i = 1; i < 10_000; i++) {
      table.append("/svc/service-%05d => 9 * /srv/world-v1 & /srv/world-v2 ;\n".formatted(i));
    }
    return table.toString();
  }

  /** A split into 26 of 26, each of which has an alternative. */
  private static String tree() {
    var table = new StringBuilder("/srv => /#/io.l5d.fs ;\n/svc/x => ");
    for (int i = 0; i < 26; i++) {
      table.append(i == 0 ? "" : " & ").append("/part/").append(i);
    }
    table.append(" ;\n/part/* => ");
    for (int i = 0; i < 26; i++) {
      table.append(i == 0 ? "" : " & ").append("(/srv/gone | /srv/world-v1)");
    }
    return table.append(" ;\n").toString();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
