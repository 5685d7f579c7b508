package io.dtabd.naming;

import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.dtab.Label;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Live;
import io.dtabd.live.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a path together anew, in ways that a prefix cannot: pattern {@code /{service}/api} and name
 * {@code /srv/{service}} make {@code /srv/foo} of {@code /foo/api}. What follows the part of the
 * path that the pattern matches is dropped.
 */
public final class RewriteNamer implements Namer {

  private static final Pattern CAPTURE = Pattern.compile("\\{([^{}/]*)}");

  /** One label of a pattern. */
  private sealed interface Segment {

    record Exactly(Label label) implements Segment {}

    record Any() implements Segment {}

    record Capture(String name) implements Segment {}
  }

  /** A piece of a label of the name: as it stands, or what was captured. */
  private sealed interface Piece {

    record Text(String latin1) implements Piece {}

    record Captured(String name) implements Piece {}
  }

  private static final Live<NameTree<Name>> NEG = Live.constant(State.ok(NameTree.neg()));

  private final Path prefix;
  private final List<Segment> pattern;
  private final List<List<Piece>> name;

  /**
   * @param prefix the whole prefix of this namer's paths, {@code /#/io.l5d.rewrite}
   * @param pattern labels, {@code *} for any one, {@code {x}} for any one to be captured as x
   * @param name a path in which {@code {x}} stands for what was captured
   * @throws IllegalArgumentException if either is not of that form, or the name has a capture that
   *     the pattern has not; the message says which
   */
  public RewriteNamer(Path prefix, String pattern, String name) {
    this.prefix = prefix;
    this.pattern = readPattern(pattern);
    this.name = readName(name, this.pattern);
  }

  @Override
  public Live<NameTree<Name>> lookup(Path path) {
    Path rest = path.drop(prefix.size());
    if (rest.size() < pattern.size()) {
      return NEG;
    }
    var captured = new HashMap<String, String>();
    for (int i = 0; i < pattern.size(); i++) {
      Label label = rest.label(i);
      switch (pattern.get(i)) {
        case Segment.Any _ -> {}
        case Segment.Capture(var as) -> captured.put(as, label.latin1());
        case Segment.Exactly(var expected) -> {
          if (!expected.equals(label)) {
            return NEG;
          }
        }
      }
    }
    return Live.constant(State.ok(NameTree.leaf(new Name.Rewritten(filledIn(captured)))));
  }

  private Path filledIn(Map<String, String> captured) {
    var labels = new ArrayList<Label>(name.size());
    for (List<Piece> pieces : name) {
      var label = new StringBuilder();
      for (Piece piece : pieces) {
        switch (piece) {
          case Piece.Text(var latin1) -> label.append(latin1);
          case Piece.Captured(var as) -> label.append(captured.get(as));
        }
      }
      labels.add(new Label(label.toString()));
    }
    return new Path(labels);
  }

  private static List<Segment> readPattern(String text) {
    var segments = new ArrayList<Segment>();
    for (String each : segmentsOf(text, "pattern")) {
      Matcher capture = CAPTURE.matcher(each);
      if (each.equals("*")) {
        segments.add(new Segment.Any());
      } else if (capture.matches()) {
        segments.add(new Segment.Capture(capture.group(1)));
      } else {
        segments.add(new Segment.Exactly(label(each, text, "pattern")));
      }
    }
    return List.copyOf(segments);
  }

  private static List<List<Piece>> readName(String text, List<Segment> pattern) {
    var labels = new ArrayList<List<Piece>>();
    for (String each : segmentsOf(text, "name")) {
      var pieces = new ArrayList<Piece>();
      Matcher capture = CAPTURE.matcher(each);
      int from = 0;
      while (capture.find()) {
        if (!pattern.contains(new Segment.Capture(capture.group(1)))) {
          throw new IllegalArgumentException(
              "the name %s uses %s, which the pattern does not capture"
                  .formatted(text, capture.group()));
        }
        addText(each.substring(from, capture.start()), text, pieces);
        pieces.add(new Piece.Captured(capture.group(1)));
        from = capture.end();
      }
      addText(each.substring(from), text, pieces);
      labels.add(List.copyOf(pieces));
    }
    return List.copyOf(labels);
  }

  private static void addText(String segment, String whole, List<Piece> pieces) {
    if (!segment.isEmpty()) {
      pieces.add(new Piece.Text(label(segment, whole, "name").latin1()));
    }
  }

  private static List<String> segmentsOf(String text, String what) {
    if (!text.startsWith("/") || text.endsWith("/") || text.contains("//")) {
      throw new IllegalArgumentException(
          "the %s '%s' is not a path such as /{service}/api".formatted(what, text));
    }
    return List.of(text.substring(1).split("/"));
  }

  private static Label label(String segment, String whole, String what) {
    try {
      return Path.read("/" + segment).label(0);
    } catch (DtabSyntaxException e) {
      throw new IllegalArgumentException(
          "the %s '%s' cannot be read: %s".formatted(what, whole, e.getMessage()), e);
    }
  }
}
