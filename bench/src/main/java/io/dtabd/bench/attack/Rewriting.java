package io.dtabd.bench.attack;

import io.dtabd.bench.soak.HttpConnection;
import java.io.IOException;

/** Rewrites a dtab of 100,000 dentries all the time. */
final class Rewriting implements Attack {

  private final Target target;
  private int revision;

  Rewriting(Target target) {
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
      String table = Tables.many(revision);
      if (connection.call("PUT", "/api/1/dtabs/" + Tables.REWRITTEN, null, table).status() == 204) {
        tally.taken();
      } else {
        tally.refused();
      }
    }
  }
}
