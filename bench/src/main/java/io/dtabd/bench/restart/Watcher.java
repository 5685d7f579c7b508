package io.dtabd.bench.restart;

import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Follows one thing for good: when it breaks, asks again after a while. */
final class Watcher implements Runnable {

  private final Round.Kind kind;
  private final Client client;
  private final Backoff backoff;
  private final Supplier<Round> round;
  private @Nullable Round had;

  /**
   * @param round the one that is on
   */
  Watcher(Round.Kind kind, Client client, Backoff backoff, Supplier<Round> round) {
    this.kind = kind;
    this.client = client;
    this.backoff = backoff;
    this.round = round;
  }

  @Override
  public void run() {
    try {
      while (true) {
        try {
          client.follow(this::told);
        } catch (IOException e) {
          // The server is away.
        }
        Thread.sleep(backoff.next());
      }
    } catch (InterruptedException e) {
      // It is over.
    }
  }

  private void told(String state) {
    backoff.reset();
    Round now = round.get();
    if (had != now && now.isIn(state)) {
      had = now;
      now.arrived(kind);
    }
  }
}
