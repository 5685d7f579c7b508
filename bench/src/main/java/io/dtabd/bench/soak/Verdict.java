package io.dtabd.bench.soak;

import io.dtabd.bench.soak.HttpConnection.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares what watchers were told last with what the server answers to who asks now.
 *
 * @param right watchers that have the present state
 * @param silent watchers of what has no state: a namespace that is not there
 * @param refused watchers without a stream, of questions that have no answer: a loop
 * @param wrong what is wrong with each of the others
 */
record Verdict(int right, int silent, int refused, List<String> wrong) {

  /** How much of a state is shown. */
  private static final int SHOWN = 200;

  private record Noted(Ask ask, Watcher.Standing standing) {}

  /**
   * To be called when all is quiet. Asking can itself make the server look again, so what every
   * watcher has is noted before the first question.
   */
  static Verdict on(List<Watcher> watchers, InetSocketAddress server) throws IOException {
    List<Noted> all =
        watchers.stream().map(each -> new Noted(each.ask(), each.standing())).toList();
    Map<String, Answer> answers = new HashMap<>();
    try (HttpConnection connection = HttpConnection.open(server)) {
      for (Noted noted : all) {
        String judge = noted.ask().judge();
        if (!answers.containsKey(judge)) {
          answers.put(judge, connection.get(judge));
        }
      }
    }
    int right = 0;
    int silent = 0;
    int refused = 0;
    var wrong = new ArrayList<String>();
    for (Noted noted : all) {
      Ask ask = noted.ask();
      Answer answer = Objects.requireNonNull(answers.get(ask.judge()));
      switch (noted.standing()) {
        case Watcher.Standing.Gone _ -> {}
        case Watcher.Standing.Refused(var status) when status == answer.status() -> refused++;
        case Watcher.Standing.Streaming(var _) when answer.status() == 404 -> silent++;
        case Watcher.Standing.Streaming(var last) when isRight(ask, last, answer) -> right++;
        case Watcher.Standing standing -> wrong.add(describe(ask, standing, answer));
      }
    }
    return new Verdict(right, silent, refused, List.copyOf(wrong));
  }

  private static boolean isRight(Ask ask, @Nullable String last, Answer answer) throws IOException {
    return last != null && answer.status() == 200 && ask.isRight(last, answer.body());
  }

  private static String describe(Ask ask, Watcher.Standing standing, Answer answer) {
    return "%s%n  has    %s%n  is now %d %s"
        .formatted(
            ask.target(), shown(String.valueOf(standing)), answer.status(), shown(answer.body()));
  }

  private static String shown(String text) {
    String line = text.strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
