package io.dtabd.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.net.http.Excerpt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A dtab as JSON: {@code [{"prefix":"/svc","dst":"/a | /b"}]}. */
final class DtabJson {

  private static final String SHAPE =
      "a dtab is a list of {\"prefix\": \"/...\", \"dst\": \"...\"}";

  private DtabJson() {}

  static void write(Dtab dtab, JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (Dentry dentry : dtab.dentries()) {
      write(dentry, out);
    }
    out.writeEndArray();
  }

  static void write(Dentry dentry, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("prefix", dentry.prefix().show());
    out.writeStringField("dst", NameTree.show(dentry.dst()));
    out.writeEndObject();
  }

  /**
   * @throws IllegalArgumentException if {@code text} is not JSON, or not that of a dtab; the
   *     message says what is wrong and where
   */
  static Dtab read(String text) {
    try (JsonParser in = Json.parser(text)) {
      return read(in);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the body is not JSON: "
              + Excerpt.printable(e.getOriginalMessage())
              + at(e.getLocation()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
  }

  private static Dtab read(JsonParser in) throws IOException {
    if (in.nextToken() != JsonToken.START_ARRAY) {
      throw new IllegalArgumentException(
          SHAPE + ", found " + found(in) + at(in.currentTokenLocation()));
    }
    var dentries = new ArrayList<Dentry>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      dentries.add(dentry(in, dentries.size() + 1));
    }
    if (in.nextToken() != null) {
      throw new IllegalArgumentException(
          "the body goes on after the dtab's closing bracket" + at(in.currentTokenLocation()));
    }
    return new Dtab(dentries);
  }

  private static Dentry dentry(JsonParser in, int number) throws IOException {
    String entry = "entry " + number + at(in.currentTokenLocation()) + ": ";
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException(entry + SHAPE + ", found " + found(in));
    }
    @Nullable Prefix prefix = null;
    @Nullable NameTree<Path> dst = null;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String key = in.currentName();
      in.nextToken();
      switch (key) {
        case "prefix" -> prefix = value(in, entry, key, Prefix::read);
        case "dst" -> dst = value(in, entry, key, NameTree::read);
        default ->
            throw new IllegalArgumentException(
                entry + "unknown key '" + Excerpt.of(key) + "'; the keys are 'prefix' and 'dst'");
      }
    }
    if (prefix == null || dst == null) {
      throw new IllegalArgumentException(
          entry + "'" + (prefix == null ? "prefix" : "dst") + "' is missing");
    }
    return new Dentry(prefix, dst);
  }

  private static <T> T value(JsonParser in, String entry, String key, Function<String, T> read)
      throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException(
          entry + "'" + key + "' must be a string, found " + found(in));
    }
    try {
      return read.apply(in.getText());
    } catch (DtabSyntaxException e) {
      throw new IllegalArgumentException(entry + "'" + key + "': " + e.getMessage(), e);
    }
  }

  private static String found(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case null -> "nothing";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "a string";
      default -> Excerpt.of(in.getText());
    };
  }

  private static String at(@Nullable JsonLocation location) {
    return Optional.ofNullable(location)
        .map(l -> " (line " + l.getLineNr() + ", column " + l.getColumnNr() + ")")
        .orElse("");
  }
}
