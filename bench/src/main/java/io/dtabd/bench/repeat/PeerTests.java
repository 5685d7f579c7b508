package io.dtabd.bench.repeat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the test classes that start another program: those from which a text search comes, from one
 * file of test code to the files that it mentions, to one that starts a process or asks for a peer.
 * Test code is what is in {@code src/test/java}, and all of a module whose {@code src/main/java}
 * uses JUnit. A class that only takes a constant from such a file is found too: one too many costs
 * less than one that is missed.
 */
final class PeerTests {

  private static final Pattern STARTS_A_PROGRAM =
      Pattern.compile(
          "\\bPeers\\s*\\.\\s*(require|missing)\\b|\\bnew\\s+ProcessBuilder\\b|\\bGenericContainer\\b"
              + "|\\bRuntime\\s*\\.\\s*getRuntime\\(\\)\\s*\\.\\s*exec\\b");
  private static final Pattern USES_JUNIT =
      Pattern.compile("(?m)^import (static )?org\\.(junit|opentest4j)\\.");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?([\\w.]+?)(\\.\\*)?;");
  private static final Pattern QUALIFIED =
      Pattern.compile("\\b[a-z]\\w*(?:\\.[a-z]\\w*)+\\.[A-Z]\\w*");
  private static final Pattern TYPE = Pattern.compile("\\b[A-Z]\\w*");

  private PeerTests() {}

  static List<Target> in(Sources sources) {
    Map<SourceFile, String> code =
        testCode(sources).stream().collect(Collectors.toMap(Function.identity(), SourceFile::code));
    Map<String, List<SourceFile>> named =
        code.keySet().stream().collect(Collectors.groupingBy(SourceFile::className));

    Map<SourceFile, Set<SourceFile>> users = new HashMap<>();
    code.forEach(
        (file, text) ->
            mentioned(file, text, named.keySet()).stream()
                .flatMap(name -> named.getOrDefault(name, List.of()).stream())
                .forEach(used -> users.computeIfAbsent(used, _ -> new HashSet<>()).add(file)));

    var reached = new HashSet<SourceFile>();
    var left = new ArrayDeque<SourceFile>();
    code.forEach(
        (file, text) -> {
          if (STARTS_A_PROGRAM.matcher(text).find()) {
            left.add(file);
          }
        });
    while (!left.isEmpty()) {
      SourceFile file = left.remove();
      if (reached.add(file)) {
        left.addAll(users.getOrDefault(file, Set.of()));
      }
    }
    return sources.files().stream()
        .filter(reached::contains)
        .filter(SourceFile::isTestClass)
        .map(file -> new Target(file, Optional.empty()))
        .toList();
  }

  private static List<SourceFile> testCode(Sources sources) {
    Set<Path> support =
        sources.files().stream()
            .filter(file -> file.part() == SourceFile.Part.MAIN)
            .filter(file -> USES_JUNIT.matcher(file.code()).find())
            .map(SourceFile::module)
            .collect(Collectors.toSet());
    return sources.files().stream()
        .filter(file -> file.part() == SourceFile.Part.TEST || support.contains(file.module()))
        .toList();
  }

  /** Returns the classes that the text means by their simple, imported or full names. */
  private static Set<String> mentioned(SourceFile file, String text, Set<String> known) {
    var names = new HashSet<String>();
    var packages = new ArrayList<String>();
    packages.add(file.packageName());
    for (Matcher imports = IMPORT.matcher(text); imports.find(); ) {
      if (imports.group(2) != null) {
        packages.add(imports.group(1));
      }
      // Of a nested class or a static method, the class of the file.
      for (String name = imports.group(1);
          name.contains(".");
          name = name.substring(0, name.lastIndexOf('.'))) {
        names.add(name);
      }
    }
    for (Matcher full = QUALIFIED.matcher(text); full.find(); ) {
      names.add(full.group());
    }
    for (Matcher type = TYPE.matcher(text); type.find(); ) {
      packages.forEach(it -> names.add(it + "." + type.group()));
    }
    names.retainAll(known);
    names.remove(file.className());
    return names;
  }
}
