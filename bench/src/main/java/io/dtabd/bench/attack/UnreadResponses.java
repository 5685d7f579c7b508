package io.dtabd.bench.attack;

import java.io.IOException;

/** Asks for a dtab of 3.9 MB and does not read it. */
record UnreadResponses(Target target) implements Attack {

  @Override
  public int attackers() {
    return 250;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException, InterruptedException {
    try (AttackSocket socket = AttackSocket.openNarrow(target.httpAddress())) {
      socket.get("/api/1/dtabs/" + Tables.HUGE);
      if (socket.status() == 200) {
        tally.taken();
        socket.hold();
      } else {
        tally.refused();
      }
    }
  }
}
