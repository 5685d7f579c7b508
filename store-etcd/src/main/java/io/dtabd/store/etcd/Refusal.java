package io.dtabd.store.etcd;

import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Forbidden;
import io.dtabd.store.StoreException.Invalid;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** What etcd's failures mean. Where a code stands for several, its words must tell. */
final class Refusal {

  private static final String NO_LEADER = "etcdserver: no leader";
  private static final String NO_SPACE = "etcdserver: mvcc: database space exceeded";
  private static final String WRONG_PASSWORD =
      "etcdserver: authentication failed, invalid user ID or password";
  private static final String OLD_AUTH = "etcdserver: revision of auth store is old";

  private Refusal() {}

  /** Whether the server looked at the request and did not do it. */
  static boolean isCertain(Status status) {
    return switch (status.getCode()) {
      case UNAUTHENTICATED,
          PERMISSION_DENIED,
          INVALID_ARGUMENT,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          UNIMPLEMENTED,
          OUT_OF_RANGE ->
          true;
      default -> NO_LEADER.equals(status.getDescription());
    };
  }

  /** Whether a new token may help. */
  static boolean isOfToken(Status status) {
    return status.getCode() == Status.Code.UNAUTHENTICATED
        || OLD_AUTH.equals(status.getDescription());
  }

  /** What the same request would always meet with. */
  static Optional<StoreException> lasting(String what, StatusRuntimeException e) {
    Status status = e.getStatus();
    return switch (status.getCode()) {
      case PERMISSION_DENIED, UNAUTHENTICATED -> Optional.of(forbidden(what, e));
      case INVALID_ARGUMENT ->
          Optional.of(
              WRONG_PASSWORD.equals(status.getDescription())
                  ? forbidden(what, e)
                  : tooLarge(what, e));
      case RESOURCE_EXHAUSTED ->
          Optional.of(
              NO_SPACE.equals(status.getDescription()) ? noSpace(what, e) : tooLarge(what, e));
      default -> Optional.empty();
    };
  }

  private static StoreException forbidden(String what, StatusRuntimeException e) {
    return new Forbidden(
        "etcd does not permit dtabd to %s: %s; check the user, its role and the password"
            .formatted(what, words(e.getStatus())),
        e);
  }

  private static StoreException noSpace(String what, StatusRuntimeException e) {
    return new Unavailable(
        "etcd could not %s: its quota is used up; compact, defragment and disarm its alarm"
            .formatted(what),
        Outcome.NOT_DONE,
        e);
  }

  private static StoreException tooLarge(String what, StatusRuntimeException e) {
    return new Invalid(
        "etcd refused to %s: %s; if the dtab is too large for it, start etcd with a larger --max-request-bytes"
            .formatted(what, words(e.getStatus())),
        e);
  }

  /** Why it was not done, for people. */
  static String words(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    StringBuilder words = new StringBuilder(status.getCode().toString());
    if (description != null) {
      words.append(": ").append(description);
    }
    if (cause != null && cause.getMessage() != null) {
      words.append(" (").append(cause.getMessage()).append(')');
    }
    return words.toString();
  }
}
