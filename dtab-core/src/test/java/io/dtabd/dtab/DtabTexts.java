package io.dtabd.dtab;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes texts of the dtab language: right by its grammar, or right but for a few edits. There are
 * few distinct labels, so that generated paths often match generated prefixes.
 */
final class DtabTexts {

  private static final String[] LABELS = {
    "a",
    "b",
    "c",
    "svc",
    "http",
    "GET",
    "#",
    "$",
    "io.l5d.fs",
    "inet",
    "127.1",
    "80",
    "%",
    "-",
    "_:.#$%-",
    "A",
    "\\x41",
    "\\x2f",
    "\\x61\\xff",
    "x\\x00y",
    "\\xFFz",
    "\\x62"
  };
  private static final String[] BLANKS = {
    "", "", "", "", " ", "  ", "\n", "\t", "\r\n", "# note ; => |\n", " #\n", "\u2028", "\u3000"
  };
  private static final String[] WEIGHTS = {
    "0",
    "1",
    "1.0",
    "01",
    "2",
    "3.5",
    ".5",
    "5.",
    "0.125",
    "0.005",
    "0.015",
    "2.675",
    "1.005",
    "0.1",
    "99.995",
    "1000000",
    "100000000000000000000",
    "0.0000001",
    "123456789.987654321"
  };
  // The chars of the language, its neighbours, and what often trips a parser.
  private static final String EDITS =
      "/*=>;|&()!~$#\\x0aF.5 _:%-\n\t+\"'<[]{}^@,?gGzZ\0\u0007\u007f\u00a0\u00e9\u0100\u2029\ufffd"
          + "\ufeff\ud83d\ude00";

  private final RandomGenerator random;

  DtabTexts(RandomGenerator random) {
    this.random = random;
  }

  String dtab() {
    var out = new StringBuilder(blank());
    int dentries = random.nextInt(7);
    for (int i = 0; i < dentries; i++) {
      out.append(i == 0 ? "" : ";").append(dentry());
    }
    return out.append(dentries > 0 && oneIn(4) ? ";" + blank() : "").toString();
  }

  String dentry() {
    return prefix() + "=>" + tree();
  }

  String prefix() {
    return spaced(labels(() -> oneIn(4) ? "*" : label(), 4));
  }

  String tree() {
    return tree(3);
  }

  String path() {
    return spaced(labels(this::label, 6));
  }

  /** {@code text} with one to three small edits, so that it is often wrong in one place. */
  String nearly(String text) {
    var out = new StringBuilder(text);
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(out.length() + 1);
      int to = Math.min(out.length(), at + 1 + random.nextInt(3));
      switch (random.nextInt(5)) {
        case 0 -> out.delete(at, to);
        case 1 -> out.insert(at, out.substring(at, to));
        case 2 -> out.setLength(at);
        case 3 -> out.replace(at, Math.min(out.length(), at + 1), edit());
        default -> out.insert(at, edit());
      }
    }
    return out.toString();
  }

  String oneOf(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  /** Up to {@code most} chars of any kind, more often those of the language. */
  String noise(int most) {
    var out = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      out.append(oneIn(4) ? String.valueOf((char) random.nextInt(0x10000)) : edit());
    }
    return out.toString();
  }

  private String tree(int depth) {
    return many("|", () -> many("&", () -> weighted(depth)));
  }

  private String weighted(int depth) {
    String simple =
        switch (random.nextInt(depth > 0 ? 9 : 8)) {
          case 0 -> spaced("!");
          case 1 -> spaced("~");
          case 2 -> spaced("$");
          case 8 -> spaced("(" + tree(depth - 1) + ")");
          default -> path();
        };
    return oneIn(3) ? spaced(weight()) + "*" + simple : simple;
  }

  private String weight() {
    return oneIn(3) ? random.nextInt(1000) + "." + random.nextInt(100_000) : one(WEIGHTS);
  }

  private String label() {
    return oneIn(30) ? one(LABELS) + one(LABELS) : one(LABELS);
  }

  private String labels(Supplier<String> elem, int most) {
    int count = random.nextInt(most + 1);
    var out = new StringBuilder(count == 0 ? "/" : "");
    for (int i = 0; i < count; i++) {
      out.append('/').append(elem.get());
    }
    return out.toString();
  }

  /** Mostly one, sometimes up to four. */
  private String many(String separator, Supplier<String> part) {
    var out = new StringBuilder(part.get());
    if (oneIn(3)) {
      for (int more = random.nextInt(4); more > 0; more--) {
        out.append(separator).append(part.get());
      }
    }
    return out.toString();
  }

  private String spaced(String token) {
    // A comment right after a path would be more of its last label.
    String after = blank();
    return blank() + token + (after.startsWith("#") ? " " : "") + after;
  }

  private String blank() {
    return one(BLANKS);
  }

  private String edit() {
    return String.valueOf(EDITS.charAt(random.nextInt(EDITS.length())));
  }

  private String one(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }
}
