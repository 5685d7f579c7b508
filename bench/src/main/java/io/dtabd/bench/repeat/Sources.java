package io.dtabd.bench.repeat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The Java files of every module of a checkout, wherever the modules are. */
record Sources(List<SourceFile> files) {

  private static final Set<String> SKIPPED = Set.of("target", "node_modules");
  private static final int MOST_SUGGESTIONS = 5;

  static Sources under(Path root) throws IOException {
    var found = new ArrayList<SourceFile>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean other = SKIPPED.contains(name) || name.startsWith(".");
            return other && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              sourceFile(root, file).ifPresent(found::add);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(
        Comparator.comparing((SourceFile file) -> file.module().toString())
            .thenComparing(SourceFile::className));
    return new Sources(List.copyOf(found));
  }

  private static Optional<SourceFile> sourceFile(Path root, Path file) {
    Path relative = root.relativize(file);
    for (int i = relative.getNameCount() - 4; i >= 1; i--) {
      String folders = relative.subpath(i, i + 3).toString().replace('\\', '/');
      boolean test = folders.equals("src/test/java");
      if (!test && !folders.equals("src/main/java")) {
        continue;
      }
      Path module = relative.subpath(0, i);
      if (!Files.exists(root.resolve(module).resolve("pom.xml"))) {
        return Optional.empty();
      }
      String name =
          relative.subpath(i + 3, relative.getNameCount()).toString().replaceAll("[/\\\\]", ".");
      return Optional.of(
          new SourceFile(
              module,
              test ? SourceFile.Part.TEST : SourceFile.Part.MAIN,
              name.substring(0, name.length() - ".java".length()),
              file));
    }
    return Optional.empty();
  }

  /**
   * Finds what the arguments name, in their order and each once.
   *
   * @param names a simple or full class name, {@code Class#method}, or a glob of such
   */
  List<Target> named(List<String> names) {
    var chosen = new LinkedHashSet<Target>();
    for (String name : names) {
      String[] parts = name.split("#", -1);
      Optional<String> method = parts.length == 2 ? Optional.of(parts[1]) : Optional.empty();
      if (parts.length > 2 || method.filter(it -> !it.matches("\\w+")).isPresent()) {
        throw new Unusable(name + ": write Class or Class#method, the method without parameters");
      }
      List<Target> matching =
          matching(parts[0]).stream().map(file -> new Target(file, method)).toList();
      if (matching.isEmpty()) {
        throw new Unusable(
            "%s: no such test class in the src/test/java of any module%s"
                .formatted(name, suggestions(parts[0])));
      }
      chosen.addAll(matching);
    }
    return List.copyOf(chosen);
  }

  private List<SourceFile> matching(String name) {
    boolean glob = name.contains("*") || name.contains("?");
    Pattern pattern = Pattern.compile(regex(name));
    return files.stream()
        .filter(file -> file.part() == SourceFile.Part.TEST)
        .filter(
            file ->
                pattern.matcher(file.simpleName()).matches()
                    || pattern.matcher(file.className()).matches())
        .filter(file -> !glob || file.isTestClass())
        .toList();
  }

  private static String regex(String glob) {
    return glob.chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                })
        .collect(Collectors.joining());
  }

  private String suggestions(String name) {
    String wanted = name.replaceAll("\\*|\\?|Test$", "").toLowerCase(Locale.ROOT);
    List<String> words =
        Arrays.stream(name.replaceAll(".*\\.|[*?]", "").split("(?=\\p{Lu})"))
            .filter(word -> word.length() > 3 && !word.equals("Test"))
            .toList();
    List<String> near =
        files.stream()
            .filter(SourceFile::isTestClass)
            .map(SourceFile::simpleName)
            .filter(
                it ->
                    (!wanted.isEmpty() && it.toLowerCase(Locale.ROOT).contains(wanted))
                        || words.stream().anyMatch(it::contains))
            .distinct()
            .limit(MOST_SUGGESTIONS)
            .toList();
    return near.isEmpty() ? "" : "; there are " + String.join(", ", near);
  }
}
