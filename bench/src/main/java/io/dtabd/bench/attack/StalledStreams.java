package io.dtabd.bench.attack;

import io.dtabd.bench.soak.HttpConnection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes a dtab of 3.9 MB and opens a stream of it that reads nothing, again and again: each stream
 * waits for a version that no other stream has.
 */
final class StalledStreams implements Attack {

  /** Open at once; twice as many as used to be enough. */
  private static final int STREAMS = 200;

  private final Target target;
  private final Deque<AttackSocket> streams = new ArrayDeque<>();
  private int revision;

  StalledStreams(Target target) {
    this.target = target;
  }

  @Override
  public int attackers() {
    return 1;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException {
    try (HttpConnection connection = HttpConnection.open(target.httpAddress())) {
      revision++;
      String table = Tables.huge(revision);
      if (connection.call("PUT", "/api/1/dtabs/" + Tables.HUGE, null, table).status() != 204) {
        tally.refused();
        return;
      }
    }
    AttackSocket stream = AttackSocket.openNarrow(target.httpAddress());
    streams.add(stream);
    if (streams.size() > STREAMS) {
      streams.remove().close();
    }
    stream.get("/api/1/dtabs/" + Tables.HUGE + "?watch=true");
    if (stream.status() == 200) {
      tally.taken();
    } else {
      tally.refused();
      streams.remove(stream);
      stream.close();
    }
  }
}
