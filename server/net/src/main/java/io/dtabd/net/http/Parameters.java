package io.dtabd.net.http;

import io.dtabd.serving.Labels;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Query parameters, or 400 with what is wrong with them. */
public record Parameters(Query query) {

  /** An empty value is none. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(query.first(name)).filter(value -> !value.isEmpty());
  }

  public String required(String name) {
    return optional(name)
        .orElseThrow(
            () -> HttpProblem.badRequest("The query parameter '%s' is required".formatted(name)));
  }

  /** Whether the parameter is {@code true} or {@code 1}. Only these two count, as in namerd. */
  public boolean isSet(String name) {
    String value = query.first(name);
    return value != null && (value.equals("true") || value.equals("1"));
  }

  public Optional<Namespace> namespace() {
    return optional("namespace").map(Parameters::namespaceOf);
  }

  public Namespace requiredNamespace() {
    return namespaceOf(required("namespace"));
  }

  /** The namespace that a request names. */
  public static Namespace namespaceOf(String name) {
    try {
      return new Namespace(name);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest(
          "Invalid namespace '%s': %s".formatted(Excerpt.of(name), e.getMessage()));
    }
  }

  /** A version as ETag gives it. */
  public Optional<Version> version() {
    // A plus sign in a query means a space, and who copies an ETag does not think of that.
    return optional("version")
        .map(
            text ->
                Version.fromBase64(text.replace(' ', '+'))
                    .orElseThrow(
                        () ->
                            HttpProblem.badRequest(
                                "Invalid version '%s': give the ETag of a response"
                                    .formatted(Excerpt.of(text)))));
  }

  public Optional<Duration> duration(String name, Duration longest) {
    return optional(name)
        .map(
            text -> {
              try {
                return DurationText.parse(text, longest);
              } catch (IllegalArgumentException e) {
                throw HttpProblem.badRequest("Invalid '%s': %s".formatted(name, e.getMessage()));
              }
            });
  }

  public long number(String name, long least, long most, long otherwise) {
    return optional(name)
        .map(
            text -> {
              try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                  return number;
                }
              } catch (NumberFormatException e) {
                // The same error as for a number out of range.
              }
              throw HttpProblem.badRequest(
                  "Invalid '%s': '%s' is not a number from %d to %d"
                      .formatted(name, Excerpt.of(text), least, most));
            })
        .orElse(otherwise);
  }

  /** The constant of that name, in lower case. */
  public <E extends Enum<E>> Optional<E> choice(String name, Class<E> constants) {
    return optional(name)
        .map(
            text ->
                Arrays.stream(constants.getEnumConstants())
                    .filter(constant -> Labels.of(constant).equals(text))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            HttpProblem.badRequest(
                                Arrays.stream(constants.getEnumConstants())
                                    .map(Labels::of)
                                    .collect(
                                        Collectors.joining(
                                            " or ",
                                            "Invalid '%s': '%s' is not "
                                                .formatted(name, Excerpt.of(text)),
                                            "")))));
  }
}
