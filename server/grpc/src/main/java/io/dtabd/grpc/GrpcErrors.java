package io.dtabd.grpc;

import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.serving.ErrorText;
import io.dtabd.serving.TooManyQuestionsException;
import io.dtabd.serving.memory.MemoryBudget;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;

/** Which status a failure has over gRPC. */
public final class GrpcErrors {

  /**
   * The text travels in the trailers, percent-encoded, and clients take 8 KiB of those by default.
   */
  private static final int MAX_DESCRIPTION_CHARS = 1_000;

  private GrpcErrors() {}

  public static StatusException noNamespace() {
    return invalid("No namespace specified");
  }

  public static StatusException noName() {
    return status(Status.NOT_FOUND, "No name given").asException();
  }

  public static Status noSuchNamespace() {
    return status(Status.NOT_FOUND, "Root not found");
  }

  /** The request makes no sense. */
  public static StatusException invalid(String why) {
    return status(Status.INVALID_ARGUMENT, why).asException();
  }

  public static StatusException invalid(DtabSyntaxException e) {
    return invalid(String.valueOf(e.getMessage()));
  }

  static Status noMessage() {
    return status(Status.INVALID_ARGUMENT, "The call ended before it sent its message; send one");
  }

  /** What a live value says of itself when it has failed. */
  static Status ofFailed(String reason) {
    return status(Status.INTERNAL, reason);
  }

  static StatusException notInTime(Duration waited) {
    return status(Status.UNAVAILABLE, ErrorText.notInTime(waited)).asException();
  }

  static Status ofTooMany(TooManyQuestionsException e) {
    return status(Status.RESOURCE_EXHAUSTED, String.valueOf(e.getMessage()));
  }

  static Status noMemory(MemoryBudget.Refusal refusal) {
    return status(Status.RESOURCE_EXHAUSTED, ErrorText.noMemory(refusal));
  }

  static StatusException tooManyCalls(long limit) {
    return status(Status.RESOURCE_EXHAUSTED, ErrorText.tooManyCalls(limit)).asException();
  }

  static Status tooManyStreams(long limit) {
    return status(
        Status.RESOURCE_EXHAUSTED,
        "%d streams are open on this server, which is its limit; use another one".formatted(limit));
  }

  static Status stalled() {
    return status(Status.RESOURCE_EXHAUSTED, "Stream closed: the client stopped reading");
  }

  static Status stopping() {
    return status(Status.UNAVAILABLE, ErrorText.STOPPING);
  }

  /** The log has what it was. */
  static Status unexpected() {
    return status(Status.INTERNAL, ErrorText.UNEXPECTED);
  }

  private static Status status(Status kind, String text) {
    return kind.withDescription(ErrorText.shortened(text, MAX_DESCRIPTION_CHARS));
  }
}
