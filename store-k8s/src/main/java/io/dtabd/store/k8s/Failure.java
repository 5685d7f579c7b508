package io.dtabd.store.k8s;

import io.dtabd.store.StoreException;
import io.dtabd.store.StoreException.Outcome;
import io.dtabd.store.StoreException.Unavailable;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** What a request that failed means to who asked for it. */
final class Failure {

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY_REQUESTS = 429;

  /** From here on the server itself is to blame, and may have done what was asked. */
  private static final int SERVER_ERRORS = 500;

  private Failure() {}

  /** The object is not there; not: the server does not know such objects at all. */
  static boolean isNotFound(KubernetesClientException e) {
    return e.getCode() == NOT_FOUND
        && Optional.ofNullable(e.getStatus()).map(Status::getDetails).isPresent();
  }

  /** It is there already, or at another version. */
  static boolean isConflict(KubernetesClientException e) {
    return e.getCode() == CONFLICT;
  }

  /** Somebody has to change something in the cluster before this can work. */
  static boolean isRefusal(KubernetesClientException e) {
    return e.getCode() == UNAUTHORIZED || e.getCode() == FORBIDDEN || e.getCode() == NOT_FOUND;
  }

  /**
   * @param doing such as {@code write namespace 'internal'}
   * @param afterSending what is known of it if the request was sent and came to no good answer
   */
  static StoreException of(String doing, KubernetesClientException e, Outcome afterSending) {
    String problem = "cannot " + doing + " in Kubernetes: " + reason(e);
    int code = e.getCode();
    if (code == UNAUTHORIZED || code == FORBIDDEN) {
      return new StoreException.Forbidden(
          problem + "; grant dtabd what docker/kubernetes/rbac.yaml lists", e);
    }
    if (code == NOT_FOUND) {
      return new Unavailable(
          problem + "; is docker/kubernetes/crd.yaml applied to the cluster?", Outcome.NOT_DONE, e);
    }
    if (code >= 400 && code < SERVER_ERRORS && code != TOO_MANY_REQUESTS) {
      return new StoreException.Invalid(problem, e);
    }
    boolean neverBegun = code == TOO_MANY_REQUESTS || (code < 400 && isBeforeSending(e));
    return new Unavailable(problem, neverBegun ? Outcome.NOT_DONE : afterSending, e);
  }

  private static boolean isBeforeSending(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof HttpConnectTimeoutException
          || cause instanceof UnknownHostException
          || cause instanceof UnresolvedAddressException
          || cause instanceof SSLHandshakeException) {
        return true;
      }
    }
    return false;
  }

  static String reason(KubernetesClientException e) {
    String stated = Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElse(null);
    if (stated != null && !stated.isBlank()) {
      return e.getCode() + " " + stated.strip();
    }
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return "the API server cannot be reached";
      }
      if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
        return "the API server did not answer in time";
      }
      root = cause;
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
