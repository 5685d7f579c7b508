package io.dtabd.naming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.NameTree;
import io.dtabd.dtab.Path;
import io.dtabd.live.Derived;
import io.dtabd.live.Live;
import io.dtabd.live.ManualTimer;
import io.dtabd.live.State;
import io.dtabd.live.Subscription;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the recordings do not have: failures, waiting, and trees as questions. */
class DelegatorTest {

  private static String delegate(String dtab, NameTree<Path> tree) {
    var delegator = new Delegator(Asking.systemOnly());
    State<DelegateTree> state = Asking.now(r -> delegator.delegate(Dtab.read(dtab), tree, r));
    return state instanceof State.Ok<DelegateTree>(var delegated)
        ? Json.delegate(delegated).toString()
        : state.toString();
  }

  private static String delegate(String dtab, String path) {
    return delegate(dtab, NameTree.leaf(Path.read(path)));
  }

  private static String json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text.replace('\'', '"')).toString();
  }

  @Test
  void failureOfANamerStandsWhereItHappened() throws JsonProcessingException {
    assertThat(delegate("/a => /$/nosuch", "/a"))
        .isEqualTo(
            json(
                "{'type':'delegate','path':'/a','delegate':{'type':'exception','path':'/$/nosuch',"
                    + "'dentry':{'prefix':'/a','dst':'/$/nosuch'},"
                    + "'message':'Unknown namer: nosuch for path: /$/nosuch'}}"));
  }

  @Test
  void loopInOneAlternativeStandsThereAsAFailure() {
    assertThat(delegate("/a => /loop | /$/nil ; /loop => /loop", "/a"))
        .startsWith("{\"type\":\"alt\",\"path\":\"/a\"")
        .contains("\"type\":\"exception\"", "Max recursion level: 100", "\"type\":\"empty\"");
  }

  @Test
  void failThatADentrySaysAndThatOfASystemPathAreToldApart() {
    assertThat(delegate("/a => !", "/a")).contains("\"type\":\"fail\",\"path\":\"!\"");
    assertThat(delegate("/a => /$/fail/x", "/a"))
        .contains("\"type\":\"fail\",\"path\":\"/$/fail/x\"");
  }

  @Test
  void treeOfPathsIsOneQuestion() throws JsonProcessingException {
    assertThat(delegate("", NameTree.read("/a | /$/nil")))
        .isEqualTo(
            json(
                "{'type':'alt','path':'/','alt':[{'type':'neg','path':'/a'},"
                    + "{'type':'empty','path':'/$/nil'}]}"));
  }

  @Test
  void namerThatIsNotReadyIsWaitedForAndThenShownAsAFailure() {
    var timer = new ManualTimer();
    Namer never = _ -> Live.constant(State.pending());
    var namers = new Namers(Map.of(Path.read("/#/x"), never), new SystemNamer(Asking.noHosts()));
    var delegated =
        new Derived<>(
            Asking.setting(timer),
            reads -> new Delegator(namers).delegate(Dtab.read("/a => /#/x"), Path.of("a"), reads));
    try (Subscription _ = delegated.observe(() -> {})) {
      assertThat(delegated.now()).isEqualTo(State.pending());
      timer.advance(Asking.SETTLE);
      assertThat(delegated.now())
          .isInstanceOfSatisfying(
              State.Ok.class,
              ok -> assertThat(ok.value().toString()).contains("it is not known yet"));
    }
  }
}
