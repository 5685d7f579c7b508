package io.dtabd.bench.attack;

import java.io.IOException;

/** Watches names that are 8 bytes each and lead to 5,000 places each, and reads all there is. */
record FatAnswers(Target target) implements Attack {

  @Override
  public int attackers() {
    return 400;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException {
    try (AttackSocket socket = AttackSocket.open(target.httpAddress())) {
      socket.get("/api/1/bind/%s?watch=true&path=/svc/p%d".formatted(Tables.FAT, attacker));
      if (socket.status() == 200) {
        tally.taken();
        socket.drain();
      }
      tally.refused();
    }
  }
}
