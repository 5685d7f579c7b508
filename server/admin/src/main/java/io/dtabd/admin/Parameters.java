package io.dtabd.admin;

import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Query;
import io.dtabd.store.Namespace;
import io.dtabd.store.Version;
import java.time.Duration;
import java.util.Optional;

/** Query parameters, or 400 with what is wrong with them. */
record Parameters(Query query) {

  /** An empty value is none. */
  Optional<String> optional(String name) {
    return Optional.ofNullable(query.first(name)).filter(value -> !value.isEmpty());
  }

  String required(String name) {
    return optional(name)
        .orElseThrow(
            () -> HttpProblem.badRequest("The query parameter '%s' is required".formatted(name)));
  }

  Optional<Namespace> namespace() {
    return optional("namespace").map(Parameters::namespaceOf);
  }

  Namespace requiredNamespace() {
    return namespaceOf(required("namespace"));
  }

  private static Namespace namespaceOf(String name) {
    try {
      return new Namespace(name);
    } catch (IllegalArgumentException e) {
      throw HttpProblem.badRequest("Invalid namespace '%s': %s".formatted(name, e.getMessage()));
    }
  }

  /** A version as ETag gives it. */
  Optional<Version> version() {
    // A plus sign in a query means a space, and who copies an ETag does not think of that.
    return optional("version")
        .map(
            text ->
                Version.fromBase64(text.replace(' ', '+'))
                    .orElseThrow(
                        () ->
                            HttpProblem.badRequest(
                                "Invalid version '%s': give the ETag of an answer"
                                    .formatted(text))));
  }

  Optional<Duration> duration(String name, Duration longest) {
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

  long number(String name, long least, long most, long otherwise) {
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
                      .formatted(name, text, least, most));
            })
        .orElse(otherwise);
  }
}
