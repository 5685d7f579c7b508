package io.dtabd.bench.attack;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Watches a name by way of a local dtab of 41 KB that nobody else has, and reads all there is. */
record LocalDtabs(Target target) implements Attack {

  /** Whose request just fits into the limit of a request line. */
  private static final int DENTRIES = 3_300;

  @Override
  public int attackers() {
    return 550;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException {
    String dtab =
        IntStream.range(0, DENTRIES)
            .mapToObj(i -> "/a%dx%d=>/b".formatted(attacker, i))
            .collect(Collectors.joining(";"));
    try (AttackSocket socket = AttackSocket.open(target.httpAddress())) {
      socket.get("/api/1/bind/internal?watch=true&path=/svc/world&dtab=" + dtab);
      if (socket.status() == 200) {
        tally.taken();
        socket.drain();
      }
      tally.refused();
    }
  }
}
