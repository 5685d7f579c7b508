package io.dtabd.bench.repeat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java file of a module.
 *
 * @param module the folder of its pom, relative to the root
 * @param className the full name of the class that the file is named after
 */
record SourceFile(Path module, Part part, String className, Path file) {

  enum Part {
    MAIN,
    TEST
  }

  /** A comment, or else a text: what looks like a comment in one is none. */
  private static final Pattern COMMENT_OR_TEXT =
      Pattern.compile(
          "(?s)(?<comment>/\\*.*?\\*/|//[^\n]*)"
              + "|\"\"\".*?(?<!\\\\)\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\n]|\\\\.)++'");

  String simpleName() {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  String packageName() {
    int dot = className.lastIndexOf('.');
    return dot < 0 ? "" : className.substring(0, dot);
  }

  /** Returns the text without its comments, which mention what they do not use. */
  String code() {
    try {
      return withoutComments(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String withoutComments(String text) {
    return COMMENT_OR_TEXT
        .matcher(text)
        .replaceAll(
            match ->
                match.group("comment") == null ? Matcher.quoteReplacement(match.group()) : " ");
  }

  /** Says whether Surefire would run it unasked. */
  boolean isTestClass() {
    return part == Part.TEST
        && (className.endsWith("Test") || className.endsWith("Properties"))
        && !isAbstract();
  }

  private boolean isAbstract() {
    return Pattern.compile(
            "\\babstract\\s+(\\w+\\s+)*class\\s+%1$s\\b|\\binterface\\s+%1$s\\b"
                .formatted(simpleName()))
        .matcher(code())
        .find();
  }
}
