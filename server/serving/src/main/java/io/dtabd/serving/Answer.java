package io.dtabd.serving;

import io.dtabd.live.State;
import java.util.Optional;

/**
 * What a question's answer is.
 *
 * @param table the version of the dtab that it was computed from, if it was from one
 */
record Answer<T>(State<T> state, Optional<TableVersion> table) {

  static <T> Answer<T> withoutTable(State<T> state) {
    return new Answer<>(state, Optional.empty());
  }

  /** Before it was computed there is none, and if the computation failed it is that failure. */
  static <T> Answer<T> of(State<Answer<T>> computed) {
    return switch (computed) {
      case State.Ok<Answer<T>>(var answer) -> answer;
      case State.Pending<Answer<T>> _ -> withoutTable(State.pending());
      case State.Failed<Answer<T>>(var reason) -> withoutTable(State.failed(reason));
    };
  }
}
