package io.dtabd.bench.repeat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * How Surefire starts the tests of a module: what its pom and the poms above it say. Profiles are
 * not read, nor what Maven's command line sets.
 */
record Surefire(
    List<String> jvmFlags, Map<String, String> systemProperties, Map<String, String> environment) {

  private static final String PLUGIN = "maven-surefire-plugin";
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");

  /** Reads the poms of a module, its own last. */
  static Surefire of(Path root, Path module) throws IOException {
    List<Element> poms = poms(root, module);
    Map<String, String> properties = properties(root, module, poms);
    var flags = new ArrayList<String>();
    var systemProperties = new LinkedHashMap<String, String>();
    var environment = new LinkedHashMap<String, String>();
    for (Element pom : poms) {
      for (Element configuration : configurations(pom)) {
        child(configuration, "argLine")
            .ifPresent(
                line -> {
                  flags.clear();
                  flags.addAll(words(resolved(text(line), properties)));
                });
        child(configuration, "systemPropertyVariables")
            .ifPresent(it -> putAll(systemProperties, it, properties));
        child(configuration, "environmentVariables")
            .ifPresent(it -> putAll(environment, it, properties));
      }
    }
    return new Surefire(List.copyOf(flags), systemProperties, environment);
  }

  /** Returns a property of the root pom. */
  static String property(Path root, String name) throws IOException {
    Path here = Path.of("");
    return Optional.ofNullable(properties(root, here, poms(root, here)).get(name))
        .orElseThrow(
            () -> new IOException("No property " + name + " in " + root.resolve("pom.xml")));
  }

  private static List<Element> poms(Path root, Path module) throws IOException {
    var poms = new ArrayList<Element>();
    Optional<Path> next = Optional.of(root.resolve(module).resolve("pom.xml").normalize());
    while (next.isPresent()) {
      Path file = next.get();
      Element pom = read(file);
      poms.addFirst(pom);
      next =
          child(pom, "parent")
              .map(parent -> child(parent, "relativePath").map(Surefire::text).orElse("../pom.xml"))
              .map(path -> file.resolveSibling(path).normalize())
              .map(path -> Files.isDirectory(path) ? path.resolve("pom.xml") : path)
              .filter(path -> path.startsWith(root) && Files.isRegularFile(path));
    }
    return poms;
  }

  private static Element read(Path pom) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(pom.toFile())
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("Failed to read " + pom + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> properties(Path root, Path module, List<Element> poms) {
    var properties = new LinkedHashMap<String, String>();
    for (Element pom : poms) {
      child(pom, "properties")
          .ifPresent(
              it -> children(it).forEach(one -> properties.put(one.getTagName(), text(one))));
    }
    String folder = root.resolve(module).normalize().toString();
    properties.put("basedir", folder);
    properties.put("project.basedir", folder);
    properties.put("project.build.directory", folder + "/target");
    properties.put("maven.multiModuleProjectDirectory", root.toString());
    return properties;
  }

  private static List<Element> configurations(Element pom) {
    return child(pom, "build").stream()
        .flatMap(
            build ->
                List.of(Optional.of(build), child(build, "pluginManagement")).stream()
                    .flatMap(Optional::stream))
        // What is managed comes first, what is set after it.
        .toList()
        .reversed()
        .stream()
        .flatMap(it -> child(it, "plugins").stream())
        .flatMap(it -> children(it).stream())
        .filter(it -> child(it, "artifactId").filter(id -> text(id).equals(PLUGIN)).isPresent())
        .flatMap(it -> child(it, "configuration").stream())
        .toList();
  }

  private static void putAll(
      Map<String, String> target, Element element, Map<String, String> properties) {
    children(element).forEach(it -> target.put(it.getTagName(), resolved(text(it), properties)));
  }

  /** Puts properties in, and theirs; one that is unknown stays as it is. */
  private static String resolved(String text, Map<String, String> properties) {
    String now = text;
    for (int depth = 0; depth < 5; depth++) {
      now =
          REFERENCE
              .matcher(now)
              .replaceAll(
                  match ->
                      Matcher.quoteReplacement(
                          properties.getOrDefault(match.group(1), match.group())));
    }
    return now;
  }

  private static List<String> words(String line) {
    return Arrays.stream(line.trim().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  private static Optional<Element> child(Element element, String name) {
    return children(element).stream().filter(it -> it.getTagName().equals(name)).findFirst();
  }

  private static List<Element> children(Element element) {
    var elements = new ArrayList<Element>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element one) {
        elements.add(one);
      }
    }
    return elements;
  }

  private static String text(Element element) {
    return element.getTextContent().trim();
  }
}
