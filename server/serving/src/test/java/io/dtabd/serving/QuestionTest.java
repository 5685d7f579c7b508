package io.dtabd.serving;

import static io.dtabd.serving.World.NS;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.Path;
import io.dtabd.store.Namespace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class QuestionTest {

  @Test
  void questionsOfOneHashHaveAnOrder() {
    var one = bind("/svc/Aa");
    var other = bind("/svc/BB");

    assertThat(one).hasSameHashCodeAs(other);
    assertThat(one).isLessThan(other);
    assertThat(new Question.Addresses(Path.read("/Aa")))
        .isLessThan(new Question.Addresses(Path.read("/BB")));
  }

  @Test
  void questionsThatDifferAnywhereHaveAnOrder() {
    var least = bind("/a");
    assertThat(
            List.of(
                new Question.Bind(new Namespace("other"), Path.read("/a"), Dtab.EMPTY),
                new Question.Bind(NS, Path.read("/a"), Dtab.read("/x => /y")),
                bind("/a/b"),
                bind("/b")))
        .allSatisfy(greater -> assertThat(greater).isGreaterThan(least));
    assertThat(new Question.Resolve(NS, Path.read("/a"), Dtab.EMPTY, 0.1))
        .isLessThan(new Question.Resolve(NS, Path.read("/a"), Dtab.EMPTY, 0.2));
  }

  /** Without an order this takes minutes. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tensOfThousandsOfQuestionsOfOneHashAreFoundInTime() {
    var paths = new ArrayList<>(List.of(""));
    for (int i = 0; i < 16; i++) {
      var longer = new ArrayList<String>();
      for (String path : paths) {
        longer.add(path + "Aa");
        longer.add(path + "BB");
      }
      paths = longer;
    }

    var known = new HashMap<Question, Integer>();
    for (String path : paths) {
      known.merge(bind("/svc/" + path), 1, Integer::sum);
    }

    assertThat(known).hasSize(65_536);
    assertThat(known.get(bind("/svc/" + paths.getLast()))).isEqualTo(1);
  }

  private static Question.Bind bind(String path) {
    return new Question.Bind(NS, Path.read(path), Dtab.EMPTY);
  }
}
