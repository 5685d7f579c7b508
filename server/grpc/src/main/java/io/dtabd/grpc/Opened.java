package io.dtabd.grpc;

import com.google.protobuf.MessageLite;
import io.dtabd.live.State;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Format;
import io.dtabd.serving.Question;
import io.dtabd.serving.SharedAnswer;
import io.grpc.Status;
import java.util.function.Function;

/** What a stream is to be. */
public sealed interface Opened {

  /** One message, then the end. */
  record Once(MessageLite message) implements Opened {}

  /**
   * Every state of a feed.
   *
   * @param failure the status to end with once the feed has failed, for its reason
   */
  record Watch(Question question, Feed feed, Function<String, Status> failure) implements Opened {}

  static <T> Opened watch(SharedAnswer<T> answer, Format<T> format) throws InterruptedException {
    answer.takeTurn();
    return new Watch(answer.question(), answer.feed(format), GrpcErrors::ofFailed);
  }

  /**
   * As {@link #watch(SharedAnswer, Format)}, of something that may cease to be: where the feed has
   * failed and the answer has not, it ends with {@code gone}.
   */
  static <T> Opened watch(SharedAnswer<T> answer, Format<T> format, Status gone)
      throws InterruptedException {
    answer.takeTurn();
    return new Watch(
        answer.question(),
        answer.feed(format),
        reason -> answer.now() instanceof State.Failed ? GrpcErrors.ofFailed(reason) : gone);
  }
}
