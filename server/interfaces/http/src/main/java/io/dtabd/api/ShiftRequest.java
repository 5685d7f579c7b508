package io.dtabd.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.dtab.Prefix;
import io.dtabd.dtab.Shift;
import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/1/shift/NS}.
 *
 * @param expect the dentry that the caller saw last; the step is for that one alone
 */
record ShiftRequest(Prefix prefix, Shift shift, Optional<Dentry> expect) {

  private static final String SHAPE =
      "{\"prefix\": \"/host/world\", \"to\": \"/srv/world-v2\", \"percent\": 10}; in place of"
          + " 'percent', 'step' is finish, abort or cleanUp, or 'shares' gives each destination its"
          + " percent";

  /**
   * @throws HttpProblem 400 or 415 if the body is none
   */
  static ShiftRequest read(Request request) {
    String contentType = request.headers().first("Content-Type");
    if (MediaType.of(contentType == null ? "" : contentType).orElse(null) != MediaType.JSON) {
      throw new HttpProblem(
          415,
          "Invalid Content-Type \"%s\". Send application/json: %s"
              .formatted(contentType == null ? "" : Excerpt.of(contentType), SHAPE));
    }
    try {
      return read(StrictUtf8.decode(request.body().buffer()));
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest("Invalid shift: " + e.getMessage() + ". Send " + SHAPE);
    }
  }

  private static ShiftRequest read(String json) {
    var fields = new Fields();
    try (JsonParser in = Json.parser(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("the body is not a JSON object");
      }
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String key = in.currentName();
        in.nextToken();
        fields.read(key, in);
      }
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("the body goes on after the closing brace");
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the body is not JSON: " + Excerpt.printable(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
    return fields.request();
  }

  /** What was read so far. */
  private static final class Fields {

    private @Nullable Prefix prefix;
    private @Nullable Path to;
    private @Nullable BigDecimal percent;
    private @Nullable String step;
    private @Nullable List<Shift.Share> shares;
    private @Nullable NameTree<Path> old;
    private @Nullable Dentry expect;

    void read(String key, JsonParser in) throws IOException {
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        return;
      }
      switch (key) {
        case "prefix" -> prefix = text(key, in, Prefix::read);
        case "to" -> to = text(key, in, Path::read);
        case "percent" -> percent = number(key, in);
        case "step" -> step = text(key, in, text -> text);
        case "shares" -> shares = shares(in);
        case "old" -> old = text(key, in, NameTree::read);
        case "expect" -> expect = text(key, in, Dentry::read);
        default -> throw new IllegalArgumentException("unknown key '" + Excerpt.of(key) + "'");
      }
    }

    private static List<Shift.Share> shares(JsonParser in) throws IOException {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("'shares' must be an object");
      }
      var shares = new ArrayList<Shift.Share>();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String destination = in.currentName();
        in.nextToken();
        shares.add(
            new Shift.Share(parsed("shares", destination, NameTree::read), number("shares", in)));
      }
      return shares;
    }

    private static BigDecimal number(String key, JsonParser in) throws IOException {
      if (in.currentToken() == null || !in.currentToken().isNumeric()) {
        throw new IllegalArgumentException("'" + key + "' must have numbers, in percent");
      }
      return in.getDecimalValue();
    }

    private static <T> T text(String key, JsonParser in, Function<String, T> read)
        throws IOException {
      if (in.currentToken() != JsonToken.VALUE_STRING) {
        throw new IllegalArgumentException("'" + key + "' must be a string");
      }
      return parsed(key, in.getText(), read);
    }

    private static <T> T parsed(String key, String text, Function<String, T> read) {
      try {
        return read.apply(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("'" + key + "': " + e.getMessage(), e);
      }
    }

    ShiftRequest request() {
      int given = (percent == null ? 0 : 1) + (step == null ? 0 : 1) + (shares == null ? 0 : 1);
      if (given != 1) {
        throw new IllegalArgumentException(
            given == 0
                ? "it has none of 'percent', 'step' and 'shares'"
                : "it has more than one of 'percent', 'step' and 'shares'");
      }
      return new ShiftRequest(required("prefix", prefix), shift(), Optional.ofNullable(expect));
    }

    private Shift shift() {
      if (shares != null) {
        absent("to", to, "shares");
        return new Shift.Shares(shares, Optional.ofNullable(old));
      }
      if (step != null && step.equals("abort")) {
        return new Shift.Abort(Optional.ofNullable(to), Optional.ofNullable(old));
      }
      absent("old", old, step == null ? "percent" : step);
      if (percent != null) {
        return new Shift.Percent(required("to", to), percent);
      }
      return switch (String.valueOf(step)) {
        case "finish" -> new Shift.Finish(required("to", to));
        case "cleanUp" -> new Shift.CleanUp(required("to", to));
        default ->
            throw new IllegalArgumentException(
                "'step' is '%s', not one of finish, abort, cleanUp"
                    .formatted(Excerpt.of(String.valueOf(step))));
      };
    }

    private static <T> T required(String key, @Nullable T value) {
      if (value == null) {
        throw new IllegalArgumentException("'" + key + "' is missing");
      }
      return value;
    }

    private static void absent(String key, @Nullable Object value, String with) {
      if (value != null) {
        throw new IllegalArgumentException(
            "'%s' has no meaning together with %s".formatted(key, Excerpt.of(with)));
      }
    }
  }
}
