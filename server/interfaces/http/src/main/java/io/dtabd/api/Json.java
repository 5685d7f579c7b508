package io.dtabd.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** Writes and reads JSON piece by piece. */
final class Json {

  /**
   * How deep an answer may nest. A delegation takes up to four levels of JSON for each of 100 steps
   * and 100 parentheses; what is computed is bounded before it gets here.
   */
  private static final int MAX_WRITE_DEPTH = 100_000;

  /**
   * Buffers, of some 16 KB each, that are kept for the next answers. As a rule they are kept with
   * the thread; but each request has a virtual thread of its own, which would make new ones.
   */
  private static final int IDLE_BUFFERS = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamWriteConstraints(
              StreamWriteConstraints.builder().maxNestingDepth(MAX_WRITE_DEPTH).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .recyclerPool(JsonRecyclerPools.newBoundedPool(IDLE_BUFFERS))
          .build();

  private Json() {}

  /** Something that can be written as one JSON value. */
  @FunctionalInterface
  interface Value {
    void write(JsonGenerator out) throws IOException;
  }

  static byte[] bytes(Value value) {
    var bytes = new ByteArrayOutputStream();
    write(value, bytes);
    return bytes.toByteArray();
  }

  /** The value with a newline after it, by which the reader of a stream knows that it is whole. */
  static byte[] line(Value value) {
    return bytes(
        out -> {
          value.write(out);
          out.writeRaw('\n'); // into the same buffer: behind it, all would be copied once more
        });
  }

  /** A list of strings. */
  static <T> void strings(Iterable<T> values, Function<T, String> string, JsonGenerator out)
      throws IOException {
    out.writeStartArray();
    for (T value : values) {
      out.writeString(string.apply(value));
    }
    out.writeEndArray();
  }

  static JsonParser parser(String text) {
    try {
      return FACTORY.createParser(text);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
  }

  private static void write(Value value, ByteArrayOutputStream bytes) {
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      value.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("JSON could not be written to memory", e);
    }
  }
}
