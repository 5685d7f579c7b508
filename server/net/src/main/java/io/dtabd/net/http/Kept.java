package io.dtabd.net.http;

import io.dtabd.net.http.Dispatcher.Answer;
import io.dtabd.net.http.IncomingRequest.Refused;
import io.dtabd.serving.Watcher;
import io.dtabd.serving.memory.MemoryAccount;
import io.dtabd.serving.memory.MemoryBudget;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is kept for an answer until its client has it, or for as long as it is a stream.
 *
 * @param share what is kept elsewhere because of it
 */
record Kept(long bytes, long share) {

  private static final Kept NOTHING = new Kept(0, 0);

  static Kept of(Response response, IncomingRequest request) {
    return switch (response) {
      case Response.Full _ when request.isHead() -> NOTHING;
      case Response.Stream _ when request.isHead() -> NOTHING;
      case Response.Full full -> new Kept(full.body().length(), 0);
      case Response.Stream stream -> new Kept(Watcher.BYTES, stream.answerBytes());
    };
  }

  /** The answer or, if there is no memory for it, one that says so: then it goes at once. */
  static Answer orRefused(
      Answer answer, IncomingRequest request, MemoryAccount memory, Consumer<Refused> log) {
    Kept kept = of(answer.response(), request);
    Optional<MemoryBudget.Refusal> refusal = memory.take(kept.bytes, kept.share);
    if (refusal.isEmpty()) {
      return answer;
    }
    answer.giveUp();
    Refused refused = Refused.noMemory(refusal.get());
    log.accept(refused);
    Response.Full response = Dispatcher.render(refused.problem(), request.headers());
    var instead = Answer.of(answer.route(), response);
    few(instead, request, memory);
    return instead;
  }

  /** Counts an answer of a few bytes, for which there is always room. */
  static void few(Answer answer, IncomingRequest request, MemoryAccount memory) {
    memory.add(of(answer.response(), request).bytes);
  }
}
