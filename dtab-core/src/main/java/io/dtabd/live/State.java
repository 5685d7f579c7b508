package io.dtabd.live;

import java.util.function.Function;

/** What is known of a live value at one moment. */
public sealed interface State<T> {

  /** Not known yet. */
  record Pending<T>() implements State<T> {
    private static final Pending<?> INSTANCE = new Pending<>();
  }

  record Ok<T>(T value) implements State<T> {}

  /**
   * It could not be found out.
   *
   * @param reason why, for people
   */
  record Failed<T>(String reason) implements State<T> {}

  @SuppressWarnings("unchecked") // it holds no T
  static <T> State<T> pending() {
    return (State<T>) Pending.INSTANCE;
  }

  static <T> State<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> State<T> failed(String reason) {
    return new Failed<>(reason);
  }

  /** The same state with another value. */
  default <U> State<U> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Pending<T> _ -> pending();
      case Ok<T>(var value) -> ok(change.apply(value));
      case Failed<T>(var reason) -> failed(reason);
    };
  }
}
