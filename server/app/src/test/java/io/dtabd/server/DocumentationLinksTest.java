package io.dtabd.server;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.testing.peers.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links from page to page, and to headings in them, lead somewhere. */
class DocumentationLinksTest {

  private static final Path ROOT = Checkout.file("");
  private static final Path DOCS = ROOT.resolve("docs");

  /** Not those with a scheme, which lead elsewhere. */
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]+))?\\)");

  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    assertThat(pages()).hasSizeGreaterThan(20);
    for (Path page : pages()) {
      assertThat(LINK.matcher(prose(page)).results().map(link -> target(page, link)))
          .as("%s", ROOT.relativize(page))
          .allSatisfy(Target::check);
    }
  }

  @Test
  void everyPageIsInTheTableOfContents() throws IOException {
    Path contents = DOCS.resolve("README.md");
    Set<Path> listed =
        LINK.matcher(prose(contents))
            .results()
            .map(link -> target(contents, link).file())
            .collect(toSet());
    assertThat(listed)
        .containsAll(
            pages().stream()
                .filter(page -> page.startsWith(DOCS) && !page.equals(contents))
                .toList());
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(DOCS);
        Stream<Path> root = Files.list(ROOT)) {
      return Stream.concat(docs, root).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  private static String prose(Path page) throws IOException {
    return FENCE.matcher(Files.readString(page)).replaceAll("");
  }

  private record Target(Path file, String heading) {

    void check() throws IOException {
      assertThat(file).exists();
      if (!heading.isEmpty()) {
        assertThat(HEADING.matcher(prose(file)).results().map(it -> anchor(it.group(1))))
            .as("headings of %s", file.getFileName())
            .contains(heading);
      }
    }
  }

  private static Target target(Path page, MatchResult link) {
    Path file = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
    return new Target(file, link.group(2) == null ? "" : link.group(2));
  }

  /** As GitHub makes one of a heading. */
  private static String anchor(String heading) {
    return heading
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1")
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
