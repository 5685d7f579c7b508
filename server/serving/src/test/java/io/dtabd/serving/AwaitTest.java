package io.dtabd.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.live.LiveCell;
import io.dtabd.live.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class AwaitTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  private final LiveCell<String> cell = LiveCell.pending();

  @Test
  void whatIsKnownIsNotWaitedFor() throws Exception {
    cell.set(State.ok("known"));

    assertThat(Await.settled(cell, Duration.ZERO)).isEqualTo(State.ok("known"));
  }

  @Test
  void firstStateEndsTheWait() throws Exception {
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = other.submit(() -> Await.settled(cell, LONG));

      cell.set(State.failed("broken"));

      assertThat(answer.get()).isEqualTo(State.failed("broken"));
    }
  }

  @Test
  void whatStaysPendingIsGivenUpInTime() throws Exception {
    assertThat(Await.settled(cell, Duration.ofMillis(1))).isEqualTo(State.pending());
  }

  @Test
  void allAreWaitedForTogetherAndNotLongerThanPermitted() throws Exception {
    LiveCell<String> other = LiveCell.pending();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var done =
          threads.submit(
              () -> {
                Await.allSettled(List.of(other, cell), LONG);
                return cell.now();
              });

      other.set(State.ok("one"));
      cell.set(State.ok("another"));

      assertThat(done.get()).isEqualTo(State.ok("another"));
    }
    Await.allSettled(List.of(LiveCell.pending(), LiveCell.pending()), Duration.ofMillis(1));
  }
}
