package io.dtabd.serving;

import static io.dtabd.serving.World.NS;
import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.dtab.NameTree;
import io.dtabd.live.State;
import io.dtabd.naming.BoundName;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Its connection is a list here; over sockets it is tested where its protocols are. */
class WatchSessionTest {

  private static final int MAX_QUESTIONS = 3;
  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final Duration CONFIRMED = Duration.ofSeconds(75);

  private final World world = new World();
  private final Client client = new Client();
  private final Quota places = new Quota(4);
  private final Audiences<PolledQuestion<Call>> audiences =
      new Audiences<>(world.executor, 16, WatchSession.server());
  private final WatchSession<Call> session = session(client);

  @Test
  void aPollWithoutTheNewestIsAnsweredAtOnceAndOneWithItWhenThatChanges() {
    world.put("/svc => /#/t/1");
    poll("a", 0);
    assertThat(client.takeAnswers()).containsExactly(leaf(1));

    poll("a", stamp(leaf(1)));
    assertThat(client.takeAnswers()).isEmpty();

    change("/svc => /#/t/2");
    assertThat(client.takeAnswers()).containsExactly(leaf(2));
  }

  @Test
  void onlyAPollThatNamesWhatWasSentAcknowledgesIt() {
    world.put("/svc => /#/t/1");
    poll("a", 0);
    poll("a", stamp(leaf(1)));
    change("/svc => /#/t/2");
    assertThat(states()).isEqualTo("SENT");

    poll("a", stamp(leaf(2)));

    assertThat(states()).isEqualTo("ACKNOWLEDGED");
  }

  /** It tells what the client had then, not that it has what came after it. */
  @Test
  void aPollFromBeforeAMessageDoesNotAcknowledgeIt() {
    world.put("/svc => /#/t/1");
    poll("a", 0);
    client.isReady = false;
    poll("a", stamp(leaf(1)));
    change("/svc => /#/t/2");
    assertThat(states()).isEqualTo("UNKNOWN");

    client.isReady = true;
    session.ready();

    assertThat(states()).isEqualTo("SENT");
  }

  @Test
  void whatComesWhileTheClientIsNotReadyIsSentOnceAndOnlyTheNewest() {
    world.put("/svc => /#/t/1");
    poll("a", 0);
    poll("a", stamp(leaf(1)));
    client.takeAnswers();
    client.isReady = false;
    change("/svc => /#/t/2");
    change("/svc => /#/t/3");

    client.isReady = true;
    session.ready();

    assertThat(client.takeAnswers()).containsExactly(leaf(3));
  }

  @Test
  void aSessionThatIsFullGivesUpTheQuestionThatNobodyPollsTheLongest() {
    world.put("/svc => /#/t");
    for (String name : List.of("a", "b", "c")) {
      poll(name, 0);
    }
    poll("d", 0);

    assertThat(world.watchers.of(NS))
        .extracting(Watcher::question)
        .doesNotContain(world.bind("/svc/a").question())
        .hasSize(MAX_QUESTIONS);
  }

  @Test
  void aQuestionHasNoPlaceOnceAllAreTaken() {
    world.put("/svc => /#/t");
    List<WatchSession<Call>> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      others.add(session(new Client()));
      assertThat(poll(others.getLast(), "a", 0)).isTrue();
    }
    assertThat(poll(session, "a", 0)).isFalse();

    others.getFirst().close();

    assertThat(poll(session, "a", 0)).isTrue();
  }

  @Test
  void aStopAnswersWithWhatTheClientHas() {
    world.put("/svc => /#/t/1");
    poll("a", 0);
    poll("a", stamp(leaf(1)));
    client.takeAnswers();

    session.drain();

    assertThat(client.takeAnswers()).containsExactly(leaf(1));
  }

  @Test
  void aQuestionEndsWhenItsNextPollDoesNotCome() {
    world.put("/svc => /#/t/1");
    poll("a", 0);
    session.tick(BETWEEN.toNanos() - 1);
    assertThat(world.watchers.count()).isEqualTo(1);

    session.tick(BETWEEN.toNanos());

    assertThat(world.watchers.count()).isZero();
    assertThat(places.taken()).isZero();
    assertThat(client.kept).isZero();
  }

  @Test
  void pollForWhichThereIsNoMemoryTakesNoPlace() {
    world.put("/svc => /#/t");
    client.room = Watcher.BYTES;
    assertThat(poll(session, "a", 0)).isFalse();
    assertThat(places.taken()).isZero();
    assertThat(world.watchers.count()).isZero();

    client.room = Long.MAX_VALUE;
    assertThat(poll(session, "a", 0)).isTrue();
  }

  @Test
  void aQuestionOfWhichAnAnswerWasConfirmedEndsLater() {
    world.put("/svc => /#/t/1");
    poll("a", 0);
    poll("a", stamp(leaf(1)));
    change("/svc => /#/t/2");
    session.tick(CONFIRMED.toNanos() - 1);
    assertThat(world.watchers.count()).isEqualTo(1);

    session.tick(CONFIRMED.toNanos());

    assertThat(world.watchers.count()).isZero();
  }

  private WatchSession<Call> session(Client of) {
    return new WatchSession<>(
        new WatchSession.Setting(
            world.watchers, Protocol.THRIFTMUX, places, MAX_QUESTIONS, BETWEEN, CONFIRMED, () -> 0),
        of,
        audiences);
  }

  private void poll(String name, long stamp) {
    assertThat(poll(session, name, stamp)).isTrue();
  }

  private boolean poll(WatchSession<Call> on, String name, long stamp) {
    SharedAnswer<NameTree<BoundName>> answer = world.bind("/svc/" + name);
    var poll = new Call(stamp);
    return on.poll(answer.question(), poll)
        || on.poll(answer.question(), answer.feed(World.TREE), answer.bytesOfEach(), poll)
            == WatchSession.Room.ENOUGH;
  }

  private void change(String dtab) {
    world.put(dtab);
    world.executor.runAll();
  }

  /** How far the newest version has got to the only watcher. */
  private String states() {
    var newest = (State.Ok<TableVersion>) world.propagation.newest(NS);
    return String.join(
        ",",
        world.propagation.of(NS, newest.value()).states().keySet().stream()
            .map(Arrival::name)
            .toList());
  }

  /** What {@code /svc/a} is when {@code /svc} is that name. */
  private static String leaf(int name) {
    return "Leaf[value=/#/t/" + name + "]";
  }

  private static long stamp(String text) {
    return text.hashCode();
  }

  private static final class Call extends Poll<Call> {
    Call(long stamp) {
      super(stamp);
    }
  }

  private static final class Client implements WatchSession.Client<Call> {

    private final List<String> answers = new ArrayList<>();
    boolean isReady = true;
    long room = Long.MAX_VALUE;
    long kept;

    List<String> takeAnswers() {
      List<String> taken = List.copyOf(answers);
      answers.clear();
      return taken;
    }

    @Override
    public SocketAddress remote() {
      return InetSocketAddress.createUnresolved("client", 1);
    }

    @Override
    public boolean isReady() {
      return isReady;
    }

    @Override
    public long stamp(Message message) {
      return WatchSessionTest.stamp(text(message));
    }

    @Override
    public void answer(Call poll, PolledQuestion<Call> asked, Message message) {
      answers.add(text(message));
      asked.watcher().written(message);
    }

    @Override
    public void fail(Call poll, PolledQuestion<Call> asked, String reason) {
      answers.add(reason);
    }

    @Override
    public boolean keep(long bytes, long share) {
      if (kept + bytes + share > room) {
        return false;
      }
      kept += bytes + share;
      return true;
    }

    @Override
    public void letGo(long bytes, long share) {
      kept -= bytes + share;
    }

    @Override
    public void giveUp(Call poll) {
      answers.add("given up");
    }

    private static String text(Message message) {
      return StandardCharsets.UTF_8.decode(message.bytes()).toString();
    }
  }
}
