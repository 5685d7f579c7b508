package io.dtabd.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.bench.load.BindPoll;
import org.junit.jupiter.api.Test;

class MuxFramesTest {

  @Test
  void aPollIsThatOfTheLoadHarnessInAnotherNamespace() {
    byte[] stamp = {1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(MuxFrames.bind(9, stamp, "load", "world"))
        .isEqualTo(BindPoll.frame(9, stamp, "world"));
  }
}
