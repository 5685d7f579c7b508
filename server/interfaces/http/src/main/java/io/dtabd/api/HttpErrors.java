package io.dtabd.api;

import io.dtabd.net.http.Excerpt;
import io.dtabd.net.http.Headers;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.serving.TooManyQuestionsException;
import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.AlreadyExists;
import io.dtabd.store.StoreException.Forbidden;
import io.dtabd.store.StoreException.Invalid;
import io.dtabd.store.StoreException.NotFound;
import io.dtabd.store.StoreException.Unavailable;
import io.dtabd.store.StoreException.VersionMismatch;
import java.time.Duration;

/** Which status a failure has over HTTP. */
final class HttpErrors {

  /** When to come again where nothing better is known: soon, but not in a tight loop. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /**
   * Of a write that failed: {@code unknown} if it may have been done, or may still be. Without it,
   * a failed write was not done.
   */
  static final String OUTCOME = "dtabd-outcome";

  private HttpErrors() {}

  /** Why a write was not done. */
  static HttpProblem ofWrite(StoreException e) {
    return switch (e) {
      case AlreadyExists _ -> problem(409, e);
      case NotFound _ -> problem(404, e);
      case VersionMismatch _ -> problem(412, e);
      case Invalid _ -> problem(400, e);
      case Forbidden _ -> problem(403, e);
      case Unavailable unavailable ->
          switch (unavailable.outcome()) {
            case NOT_DONE -> unavailable(text(e) + "; nothing was changed, repeat it later");
            case UNKNOWN ->
                new HttpProblem(
                    503,
                    text(e)
                        + "; it is not known whether the change was made, read before repeating",
                    Headers.of("Retry-After", Long.toString(RETRY_AFTER.toSeconds()))
                        .with(OUTCOME, "unknown"));
          };
    };
  }

  /** Why nothing could be read. What is invalid here is the store's content, not the request. */
  static HttpProblem ofRead(StoreException e) {
    return switch (e) {
      case Invalid _ -> problem(500, e);
      case Unavailable _ -> unavailable(text(e));
      case AlreadyExists _, NotFound _, VersionMismatch _, Forbidden _ -> ofWrite(e);
    };
  }

  /** What a live value says of itself when it has failed. */
  static HttpProblem ofFailed(String reason) {
    return new HttpProblem(500, Excerpt.printable(reason));
  }

  static HttpProblem ofTooMany(TooManyQuestionsException e) {
    return unavailable(String.valueOf(e.getMessage()));
  }

  private static HttpProblem problem(int status, StoreException e) {
    return new HttpProblem(status, text(e));
  }

  private static HttpProblem unavailable(String text) {
    return HttpProblem.unavailable(text, RETRY_AFTER);
  }

  private static String text(StoreException e) {
    return Excerpt.printable(String.valueOf(e.getMessage()));
  }
}
