package io.dtabd.dtab;

import io.dtabd.dtab.NameTree.Alt;
import io.dtabd.dtab.NameTree.Union;
import io.dtabd.dtab.NameTree.Weighted;
import io.dtabd.dtab.Prefix.Wildcard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Recursive descent over
 *
 * <pre>
 * dtab     = [ dentry *( ";" dentry ) [ ";" ] ]
 * dentry   = prefix "=&gt;" tree
 * prefix   = "/" [ elem *( "/" elem ) ]          elem = "*" | label
 * tree     = tree1 *( "|" tree1 )
 * tree1    = weighted *( "&amp;" weighted )
 * weighted = [ number "*" ] simple
 * simple   = "(" tree ")" | path | "!" | "~" | "$"
 * path     = "/" [ label *( "/" label ) ]
 * label    = 1*( char | "\x" hex hex )
 * number   = digits with at most one "."
 * </pre>
 *
 * White space and {@code #} comments may stand between tokens, not inside a path. Only parentheses
 * recurse, and they are bounded.
 */
final class DtabParser {

  /**
   * How deep parentheses may nest: far more than a person writes, far less than a thread's stack
   * holds.
   */
  static final int MAX_NESTING = 100;

  private static final char END = Character.MAX_VALUE;

  private final String text;

  // Tables repeat few labels many times; so they cost one object each, and compare at once.
  private final Map<String, Label> labels = new HashMap<>();

  private int at;
  private int nesting;

  /** Where the tree that was read last ends, before the blanks that follow it. */
  private int treeEnd;

  private DtabParser(String text) {
    this.text = text;
  }

  static Dtab readDtab(String text) {
    return all(text, parser -> new Dtab(parser.dentries(), text));
  }

  /** The text of a dtab with another destination in one of its dentries, all else as it was. */
  static String replaceDestination(String text, int dentry, String destination) {
    var parser = new DtabParser(text);
    for (int i = 0; i < dentry; i++) {
      parser.skipBlank();
      parser.dentry();
      parser.skipBlank();
      parser.eat(';');
    }
    parser.skipBlank();
    parser.prefixAndArrow();
    parser.skipBlank();
    int start = parser.at;
    parser.tree();
    return text.substring(0, start) + destination + text.substring(parser.treeEnd);
  }

  /** The lines on which the dentries of a dtab begin, from 1. */
  static int[] readLines(String text) {
    return all(text, DtabParser::lines);
  }

  static Dentry readDentry(String text) {
    return all(text, DtabParser::dentry);
  }

  static NameTree<Path> readTree(String text) {
    return all(text, DtabParser::tree);
  }

  static Prefix readPrefix(String text) {
    return all(text, DtabParser::prefix);
  }

  static Path readPath(String text) {
    return all(text, DtabParser::path);
  }

  private static <T> T all(String text, Function<DtabParser, T> rule) {
    var parser = new DtabParser(text);
    parser.skipBlank();
    T result = rule.apply(parser);
    parser.skipBlank();
    if (!parser.atEnd()) {
      throw parser.expected("end of input");
    }
    return result;
  }

  private List<Dentry> dentries() {
    var dentries = new ArrayList<Dentry>();
    do {
      skipBlank();
      if (!atEnd()) {
        dentries.add(dentry());
        skipBlank();
      }
    } while (tryEat(';'));
    return dentries;
  }

  private int[] lines() {
    var lines = IntStream.builder();
    int line = 1;
    int counted = 0;
    do {
      skipBlank();
      for (; counted < at; counted++) {
        line += text.charAt(counted) == '\n' ? 1 : 0;
      }
      if (!atEnd()) {
        lines.add(line);
        dentry();
        skipBlank();
      }
    } while (tryEat(';'));
    return lines.build().toArray();
  }

  private Dentry dentry() {
    return new Dentry(prefixAndArrow(), tree());
  }

  private Prefix prefixAndArrow() {
    Prefix prefix = prefix();
    skipBlank();
    eat('=');
    eat('>');
    return prefix;
  }

  private Prefix prefix() {
    eat('/');
    if (!atLabel() && peek() != '*') {
      return Prefix.EMPTY;
    }
    var elems = new ArrayList<Prefix.Elem>();
    do {
      elems.add(tryEat('*') ? Wildcard.ANY : label());
    } while (tryEat('/'));
    return new Prefix(elems);
  }

  private NameTree<Path> tree() {
    NameTree<Path> first = tree1();
    if (peek() != '|') {
      return first;
    }
    var trees = new ArrayList<NameTree<Path>>();
    trees.add(first);
    while (tryEat('|')) {
      trees.add(tree1());
    }
    return new Alt<>(trees);
  }

  /** A branch that stands alone loses its weight, as in Finagle: {@code 3 * /a} is {@code /a}. */
  private NameTree<Path> tree1() {
    Weighted<Path> first = weighted();
    if (peek() != '&') {
      return first.tree();
    }
    var branches = new ArrayList<Weighted<Path>>();
    branches.add(first);
    while (tryEat('&')) {
      branches.add(weighted());
    }
    return new Union<>(branches);
  }

  private Weighted<Path> weighted() {
    skipBlank();
    double weight = Weighted.DEFAULT_WEIGHT;
    if (atNumber()) {
      weight = number();
      skipBlank();
      eat('*');
      skipBlank();
    }
    var branch = new Weighted<>(weight, simple());
    treeEnd = at;
    skipBlank();
    return branch;
  }

  private NameTree<Path> simple() {
    switch (peek()) {
      case '/' -> {
        return NameTree.leaf(path());
      }
      case '!' -> {
        at++;
        return NameTree.fail();
      }
      case '~' -> {
        at++;
        return NameTree.neg();
      }
      case '$' -> {
        at++;
        return NameTree.empty();
      }
      case '(' -> {
        if (++nesting > MAX_NESTING) {
          throw problem("at most " + MAX_NESTING + " parentheses may nest, one more found");
        }
        at++;
        NameTree<Path> tree = tree();
        eat(')');
        nesting--;
        return tree;
      }
      default -> throw expected("simple");
    }
  }

  private double number() {
    int start = at;
    boolean point = false;
    while (atNumber()) {
      if (peek() == '.') {
        if (point) {
          throw expected("number char");
        }
        point = true;
      }
      at++;
    }
    String digits = text.substring(start, at);
    if (digits.equals(".")) {
      throw problem("weight expected but '.' found");
    }
    double weight = Double.parseDouble(digits);
    if (Double.isInfinite(weight)) {
      throw problem("weight of at most 1.7e308 expected but a larger one found");
    }
    return weight;
  }

  private Path path() {
    eat('/');
    if (!atLabel()) {
      return Path.EMPTY;
    }
    var labels = new ArrayList<Label>();
    do {
      labels.add(label());
    } while (tryEat('/'));
    return new Path(labels);
  }

  private Label label() {
    if (!atLabel()) {
      throw expected("label char");
    }
    int start = at;
    while (Label.isPlain(peek())) {
      at++;
    }
    if (peek() != '\\') {
      return labels.computeIfAbsent(text.substring(start, at), Label::new);
    }
    var bytes = new StringBuilder().append(text, start, at);
    while (atLabel()) {
      bytes.append(tryEat('\\') ? escapedByte() : text.charAt(at++));
    }
    return labels.computeIfAbsent(bytes.toString(), Label::new);
  }

  private char escapedByte() {
    eat('x');
    int high = hexDigit();
    return (char) (high << 4 | hexDigit());
  }

  private int hexDigit() {
    char c = peek();
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw expected("hex char");
    }
    at++;
    return digit;
  }

  /**
   * A comment begins only where white space may stand; inside a label {@code #} is a label
   * character.
   */
  private void skipBlank() {
    while (!atEnd()) {
      char c = text.charAt(at);
      if (c == '#') {
        int newline = text.indexOf('\n', at);
        at = newline < 0 ? text.length() : newline + 1;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else {
        return;
      }
    }
  }

  private boolean atEnd() {
    return at == text.length();
  }

  private char peek() {
    return atEnd() ? END : text.charAt(at);
  }

  private boolean atLabel() {
    return Label.isPlain(peek()) || peek() == '\\';
  }

  private boolean atNumber() {
    char c = peek();
    return (c >= '0' && c <= '9') || c == '.';
  }

  private boolean tryEat(char c) {
    if (peek() != c || atEnd()) {
      return false;
    }
    at++;
    return true;
  }

  private void eat(char c) {
    if (!tryEat(c)) {
      throw expected("'" + c + "'");
    }
  }

  private DtabSyntaxException expected(String what) {
    var found = new StringBuilder();
    if (atEnd()) {
      found.append("end of input");
    } else {
      found.append('\'');
      DtabSyntaxException.printable(text, at, at + 1, found);
      found.append('\'');
    }
    return problem(what + " expected but " + found + " found");
  }

  private DtabSyntaxException problem(String what) {
    return new DtabSyntaxException(what, text, at);
  }
}
