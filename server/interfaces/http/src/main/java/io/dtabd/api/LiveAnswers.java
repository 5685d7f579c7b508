package io.dtabd.api;

import io.dtabd.live.Live;
import io.dtabd.live.State;
import io.dtabd.net.http.HttpProblem;
import io.dtabd.net.http.Request;
import io.dtabd.net.http.Response;
import io.dtabd.serving.Await;
import io.dtabd.serving.ErrorText;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Format;
import io.dtabd.serving.Protocol;
import io.dtabd.serving.Serving;
import io.dtabd.serving.SharedAnswer;
import io.dtabd.serving.Watchers;
import java.time.Duration;

/** Makes responses of live answers: one state as soon as there is one, or a stream of them. */
final class LiveAnswers {

  private final Watchers watchers;
  private final Duration answerLimit;
  private final Patience patience;

  LiveAnswers(Serving serving, Patience patience) {
    this.watchers = serving.watchers();
    this.answerLimit = serving.answerLimit();
    this.patience = patience;
  }

  /**
   * The present state as JSON, waited for if need be.
   *
   * @throws HttpProblem 500 if it is a failure, 503 if it is not known in time
   */
  <T> Response.Full once(Live<T> live, Format<T> format) throws InterruptedException {
    return once(live, format, answerLimit);
  }

  <T> Response.Full once(Live<T> live, Format<T> format, Duration limit)
      throws InterruptedException {
    return Response.json(200, known(format.encode(Await.settled(live, limit)), limit));
  }

  /**
   * The present state if there is one, and every one that follows.
   *
   * @throws HttpProblem 500 if the first state is a failure, and comes in time for the status
   */
  <T> Response.Stream stream(
      Request request, SharedAnswer<T> answer, Format<T> format, MediaType type)
      throws InterruptedException {
    Feed feed = answer.follow(format, patience.firstState());
    if (feed.now() instanceof Feed.State.Failed(var reason)) {
      throw HttpErrors.ofFailed(reason);
    }
    return Response.stream(
        type.type(),
        feed,
        watchers.open(Protocol.HTTP, request.peer().remote(), answer.question()),
        answer.bytesOfEach());
  }

  /**
   * The value of {@code live}, waited for if need be.
   *
   * @throws HttpProblem 500 if it is a failure, 503 if it is not known in time
   */
  <T> T await(Live<T> live) throws InterruptedException {
    return known(Await.settled(live, answerLimit), answerLimit);
  }

  private static <T> T known(State<T> state, Duration waited) {
    return switch (state) {
      case State.Ok<T>(var value) -> value;
      case State.Failed<T>(var reason) -> throw HttpErrors.ofFailed(reason);
      case State.Pending<T> _ ->
          throw HttpProblem.unavailable(ErrorText.notInTime(waited), HttpErrors.RETRY_AFTER);
    };
  }
}
