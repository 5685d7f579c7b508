package io.dtabd.grpc;

import com.google.protobuf.MessageLite;
import io.dtabd.live.State;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Format;
import io.dtabd.serving.Question;
import io.dtabd.serving.SharedAnswer;
import io.grpc.Status;
import java.time.Duration;
import java.util.function.Function;

/** What a stream is to be. */
public sealed interface Opened {

  /** One message, then the end. */
  record Once(MessageLite message) implements Opened {}

  /**
   * Every state of a feed.
   *
   * @param answerBytes what is kept because somebody follows the feed, this stream's share of it
   * @param failure the status to end with once the feed has failed, for its reason
   */
  record Watch(Question question, Feed feed, long answerBytes, Function<String, Status> failure)
      implements Opened {}

  static <T> Opened watch(SharedAnswer<T> answer, Format<T> format) throws InterruptedException {
    return new Watch(
        answer.question(),
        answer.follow(format, Duration.ZERO),
        answer.bytesOfEach(),
        GrpcErrors::ofFailed);
  }

  /**
   * As {@link #watch(SharedAnswer, Format)}, of something that may cease to be: where the feed has
   * failed and the answer has not, it ends with {@code gone}.
   */
  static <T> Opened watch(SharedAnswer<T> answer, Format<T> format, Status gone)
      throws InterruptedException {
    return new Watch(
        answer.question(),
        answer.follow(format, Duration.ZERO),
        answer.bytesOfEach(),
        reason -> answer.now() instanceof State.Failed ? GrpcErrors.ofFailed(reason) : gone);
  }
}
