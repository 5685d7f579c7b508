package io.dtabd.bench.attack;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** Sends all but the end of a large frame. */
record PartialThriftmuxFrames(Target target) implements Attack {

  private static final byte[] BODY = new byte[PartialHttpBodies.SENT_BYTES];

  @Override
  public int attackers() {
    return 100;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException {
    try (AttackSocket socket = AttackSocket.open(target.thriftAddress())) {
      socket.send(MuxFrames.beginning(1, PartialHttpBodies.ANNOUNCED_BYTES));
      socket.send(BODY);
      tally.taken();
      socket.read(MuxFrames.BEGINNING_BYTES);
      tally.refused();
    } catch (SocketTimeoutException e) {
      // The server has held it for as long as it is to be held.
    }
  }
}
