package io.dtabd.thriftmux;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import io.dtabd.live.State;
import io.dtabd.naming.DelegateTree;
import io.dtabd.serving.Await;
import io.dtabd.serving.Delegation;
import io.dtabd.serving.Delegations;
import io.dtabd.serving.ErrorText;
import io.dtabd.serving.Feed;
import io.dtabd.serving.Format;
import io.dtabd.serving.Question;
import io.dtabd.serving.Questions;
import io.dtabd.serving.Quota;
import io.dtabd.serving.Serving;
import io.dtabd.serving.SharedAnswer;
import io.dtabd.serving.TooManyQuestionsException;
import io.dtabd.store.Namespace;
import io.dtabd.thriftmux.NamerRequest.NameRef;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service {@code Namer}. All of it may compute, so it is not for event loops. */
final class Namer {

  private static final Logger log = LoggerFactory.getLogger(Namer.class);

  /** What a poll waits for. */
  sealed interface Opened {

    /**
     * @param answerBytes what is kept because it is followed
     */
    record Watching(Question question, Feed feed, long answerBytes) implements Opened {}

    /** It would be too much now, and may be asked again. */
    record NoRoom() implements Opened {}

    /** It makes no sense. */
    record Refused(String reason) implements Opened {}
  }

  private final Questions questions;
  private final Delegations delegations;
  private final Duration answerLimit;
  private final Quota running;

  /**
   * @param maxRunning how many delegations are answered at once
   */
  Namer(Serving serving, int maxRunning) {
    this.questions = serving.questions();
    this.delegations = serving.delegations();
    this.answerLimit = serving.answerLimit();
    this.running = new Quota(maxRunning);
  }

  /** What a poll asks for; not a delegation, which is not polled for. */
  Opened open(NamerRequest poll) throws InterruptedException {
    try {
      return switch (poll) {
        case NamerRequest.Bind(var dtab, var name) -> bind(dtab, name);
        case NamerRequest.Addr(var name) ->
            name.path().isEmpty()
                ? new Opened.Refused("empty path")
                : watching(questions.addresses(name.path()), Values.ADDR);
        case NamerRequest.Dtab(_, var namespace) ->
            watching(questions.dtab(namespace(namespace)), Values.DTAB);
        case NamerRequest.Delegate _ ->
            throw new IllegalArgumentException("a delegation is no poll");
      };
    } catch (TooManyQuestionsException e) {
      return new Opened.NoRoom();
    } catch (DtabSyntaxException e) {
      return new Opened.Refused(String.valueOf(e.getMessage()));
    } catch (NamespaceException e) {
      return new Opened.Refused(e.text());
    } catch (RuntimeException e) {
      return new Opened.Refused(unexpected(e));
    }
  }

  private Opened bind(String dtab, NameRef name) throws NamespaceException, InterruptedException {
    if (name.path().isEmpty()) {
      return new Opened.Refused("empty path");
    }
    return watching(
        questions.bind(namespace(name.namespace()), name.path(), dtab(dtab)), Values.BOUND);
  }

  /** The delegation, or why there is none; waited for. */
  State<DelegateTree> delegate(NamerRequest.Delegate request) throws InterruptedException {
    if (!running.take()) {
      return State.failed(ErrorText.tooManyCalls(running.bound()));
    }
    try {
      var namespace = Optional.of(namespace(request.namespace()));
      try (Delegation tree = delegations.of(namespace, dtab(request.dtab()), request.tree())) {
        State<DelegateTree> state = Await.settled(tree, answerLimit);
        return state instanceof State.Pending<DelegateTree> _
            ? State.failed(ErrorText.notInTime(answerLimit))
            : state;
      }
    } catch (DtabSyntaxException e) {
      return State.failed(String.valueOf(e.getMessage()));
    } catch (NamespaceException e) {
      return State.failed(e.text());
    } catch (RuntimeException e) {
      return State.failed(unexpected(e));
    } finally {
      running.giveBack();
    }
  }

  private static <T> Opened watching(SharedAnswer<T> answer, Format<T> format)
      throws InterruptedException {
    Feed feed = answer.follow(format, Duration.ZERO);
    return new Opened.Watching(answer.question(), feed, answer.bytesOfEach());
  }

  private static Dtab dtab(String text) {
    return text.isEmpty() ? Dtab.EMPTY : Dtab.read(text);
  }

  private static Namespace namespace(String name) throws NamespaceException {
    try {
      return new Namespace(name);
    } catch (IllegalArgumentException e) {
      throw new NamespaceException(String.valueOf(e.getMessage()));
    }
  }

  private static String unexpected(RuntimeException e) {
    log.error("A call failed unexpectedly", e);
    return ErrorText.UNEXPECTED;
  }

  /** A name that cannot be that of a namespace. */
  private static final class NamespaceException extends Exception {
    private static final long serialVersionUID = 1L;

    NamespaceException(String rule) {
      super("not a namespace: " + rule, null, false, false);
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }
}
