package io.dtabd.bench.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** Sends all but the end of a large body. */
record PartialHttpBodies(Target target) implements Attack {

  static final int SENT_BYTES = 3_900_000;
  static final int ANNOUNCED_BYTES = 4_000_000;

  private static final byte[] BODY = new byte[SENT_BYTES];

  @Override
  public int attackers() {
    return 100;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException {
    try (AttackSocket socket = AttackSocket.open(target.httpAddress())) {
      socket.send(
          "PUT /api/1/dtabs/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/dtab\r\nContent-Length: %d\r\n\r\n"
              .formatted(Tables.PARTIAL, ANNOUNCED_BYTES)
              .getBytes(US_ASCII));
      socket.send(BODY);
      tally.taken();
      socket.status();
      tally.refused();
    } catch (SocketTimeoutException e) {
      // The server has held it for as long as it is to be held.
    }
  }
}
