package io.dtabd.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.dtabd.config.ConfigException.Problem;
import io.dtabd.config.Node.Mapping;
import io.dtabd.config.Node.Nothing;
import io.dtabd.config.Node.Place;
import io.dtabd.config.Node.Scalar;
import io.dtabd.config.Node.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads YAML, or JSON if the text begins with a brace, into nodes. One document, no aliases (so
 * nothing can expand), bounded in size and depth.
 */
final class Document {

  /** Room for some 100,000 dentries of an in-memory store. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  /** Real files nest five levels; the reader recurses once a level. */
  static final int MAX_NESTING = 50;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String source;
  private final JsonParser parser;

  private Document(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /**
   * @param source what errors call the document
   */
  static Node read(String source, byte[] bytes) throws ConfigException {
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(
          new Problem(source, "longer than " + MAX_BYTES + " bytes, which no configuration is"));
    }
    String text = decode(source, bytes);
    try (JsonParser parser = parserOf(text)) {
      return new Document(source, parser).root();
    } catch (JsonProcessingException e) {
      throw new ConfigException(syntaxProblem(source, e));
    } catch (YAMLException e) {
      throw new ConfigException(new Problem(source, onOneLine(String.valueOf(e.getMessage()))));
    } catch (IOException e) {
      throw new AssertionError("reading a string does no I/O", e);
    }
  }

  private static String decode(String source, byte[] bytes) throws ConfigException {
    CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, out, true).isError()) {
      long line = 1 + out.flip().chars().filter(c -> c == '\n').count();
      throw new ConfigException(
          new Problem(
              source + ":" + line,
              "not UTF-8 (byte %d is 0x%02x); save the file as UTF-8"
                  .formatted(in.position(), bytes[in.position()] & 0xff)));
    }
    String text = out.flip().toString();
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static JsonParser parserOf(String text) throws IOException {
    StreamReadConstraints bounds =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_NESTING)
            .maxStringLength(MAX_BYTES)
            .build();
    if (text.stripLeading().startsWith("{")) {
      return JsonFactory.builder().streamReadConstraints(bounds).build().createParser(text);
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    return YAMLFactory.builder()
        .streamReadConstraints(bounds)
        .loaderOptions(options)
        // The default of a plain factory, but not of a builder.
        .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
        .build()
        .createParser(text);
  }

  private static Problem syntaxProblem(String source, JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      Mark at = yaml.getProblemMark();
      String context = yaml.getContext() == null ? "" : " (" + yaml.getContext() + ")";
      return new Problem(
          source + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1),
          onOneLine(yaml.getProblem() + context));
    }
    JsonLocation at = e.getLocation();
    return new Problem(
        at == null ? source : source + ":" + at.getLineNr() + ":" + at.getColumnNr(),
        onOneLine(e.getOriginalMessage()));
  }

  /** Parsers quote the text over several lines; an error is one. */
  private static String onOneLine(String message) {
    return "not readable as YAML or JSON: " + message.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
  }

  private Node root() throws IOException, ConfigException {
    if (parser.nextToken() == null) {
      throw new ConfigException(
          new Problem(source, "empty; a configuration has at least 'storage' and 'interfaces'"));
    }
    Node node = node();
    if (parser.nextToken() != null) {
      throw problem(place(), "something follows the end of the document; one file is one document");
    }
    return node;
  }

  /** The node of the current token; afterwards the current token is its last. */
  private Node node() throws IOException, ConfigException {
    Place place = place();
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw problem(place, "aliases (*name) are not read; write the value out");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(place);
      case START_ARRAY -> {
        var items = new ArrayList<Node>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(node());
        }
        yield new Sequence(place, List.copyOf(items));
      }
      case VALUE_NULL -> new Nothing(place);
      default -> new Scalar(place, parser.getText());
    };
  }

  private Mapping mapping(Place place) throws IOException, ConfigException {
    SequencedMap<String, Mapping.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Place keyPlace = place();
      String key = parser.currentName();
      parser.nextToken();
      Mapping.Entry first = entries.putIfAbsent(key, new Mapping.Entry(keyPlace, node()));
      if (first != null) {
        throw problem(
            keyPlace, "'" + key + "' is here a second time, after line " + first.place().line());
      }
    }
    return new Mapping(place, entries);
  }

  private Place place() {
    JsonLocation at = parser.currentTokenLocation();
    return new Place(at.getLineNr(), at.getColumnNr());
  }

  private ConfigException problem(Place place, String text) {
    return new ConfigException(
        new Problem(source + ":" + place.line() + ":" + place.column(), text));
  }
}
