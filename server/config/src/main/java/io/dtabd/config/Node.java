package io.dtabd.config;

import java.util.List;
import java.util.SequencedMap;

/** A document as it was written, before anything is made of it. Every node knows its place. */
sealed interface Node {

  /** Line and column, both from 1. */
  record Place(int line, int column) {}

  Place place();

  /** What to call it in an error. */
  String description();

  record Mapping(Place place, SequencedMap<String, Entry> entries) implements Node {
    /** A key's own place, and its value. */
    record Entry(Place place, Node value) {}

    @Override
    public String description() {
      return "a mapping";
    }
  }

  record Sequence(Place place, List<Node> items) implements Node {
    @Override
    public String description() {
      return "a list";
    }
  }

  /** Text as it was written; numbers and booleans too, since a key decides what it wants. */
  record Scalar(Place place, String text) implements Node {
    /** Enough of a text to recognise it. */
    private static final int SHOWN_CHARS = 60;

    @Override
    public String description() {
      String shown = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
      return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
  }

  /** {@code null}, {@code ~} or nothing at all after a key: the same as the key left out. */
  record Nothing(Place place) implements Node {
    @Override
    public String description() {
      return "nothing";
    }
  }
}
