package io.dtabd.grpc;

import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.serving.Await;
import io.grpc.StatusException;
import java.time.Duration;

/**
 * Live values for those who ask once.
 *
 * @param limit how long is waited for what is not known yet
 */
public record Answers(Duration limit) {

  /** The value, waited for if need be. */
  public <T> T await(Live<T> live) throws StatusException, InterruptedException {
    return switch (Await.settled(live, limit)) {
      case State.Ok<T>(var value) -> value;
      case State.Failed<T>(var reason) -> throw GrpcErrors.ofFailed(reason).asException();
      case State.Pending<T> _ -> throw GrpcErrors.notInTime(limit);
    };
  }
}
