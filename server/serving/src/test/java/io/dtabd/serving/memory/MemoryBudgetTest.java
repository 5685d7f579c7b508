package io.dtabd.serving.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.dtabd.serving.Message;
import io.dtabd.serving.memory.MemoryBudget.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final long MB = 1024 * 1024;
  private static final long BOUND = 100 * MB;

  private final AtomicLong nanos = new AtomicLong();
  private final MemoryBudget budget =
      new MemoryBudget(BOUND, BOUND / 2, InetAddress::isMulticastAddress, nanos::get);
  private final List<String> cut = new ArrayList<>();

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    MemoryAccount client = open(1);
    for (int i = 0; i < 1_000; i++) {
      assertThat(client.take(40 * MB)).isEmpty();
      client.giveBack(40 * MB);
    }
    assertThat(budget.kept()).isZero();
  }

  @Test
  void connectionLeavesAsMuchForOthersAsItHas() {
    MemoryAccount client = open(1);
    assertThat(client.take(45 * MB)).isEmpty();
    assertThat(client.take(4 * MB)).isEmpty();
    assertThat(client.take(2 * MB)).contains(Refusal.CONNECTION);
    assertThat(budget.kept()).isEqualTo(49 * MB);
    assertThat(budget.refused(Refusal.CONNECTION)).isEqualTo(1);
  }

  @Test
  void connectionsOfOneAddressHaveHalfHoweverManyTheyAre() {
    List<MemoryAccount> all = new ArrayList<>();
    long taken = 0;
    for (int i = 0; i < 1_000; i++) {
      MemoryAccount client = open(1);
      all.add(client);
      taken += client.take(MB).isEmpty() ? 1 : 0;
    }
    assertThat(taken).isEqualTo(50);
    assertThat(open(2).take(10 * MB)).isEmpty();
    all.getFirst().close();
    assertThat(open(1).take(MB)).isEmpty();
    assertThat(open(1).take(MB)).contains(Refusal.ADDRESS);
  }

  @Test
  void sharedAddressHasAllThatThereIs() {
    var shared = new InetSocketAddress("224.0.0.1", 1);
    for (int i = 0; i < 99; i++) {
      assertThat(budget.open(shared, () -> {}).take(MB)).isEmpty();
    }
  }

  @Test
  void manyWhoTakeMuchLeaveRoomForThoseWhoTakeLittle() {
    for (int i = 0; i < 1_000; i++) {
      open(i % 200).take(4 * MB);
    }
    assertThat(open(201).take(MemoryBudget.SMALL)).isEmpty();
  }

  @Test
  void whatIsKeptElsewhereCountsAgainstTheShareOfTheOneToBlame() {
    assertThat(open(1).take(1, 40 * MB)).isEmpty();
    assertThat(open(1).take(1, 40 * MB)).contains(Refusal.ADDRESS);
    assertThat(budget.kept()).isEqualTo(1);
  }

  @Test
  void whatIsOpenIsNeverRefused() {
    MemoryAccount client = open(1);
    client.add(2 * BOUND);
    assertThat(budget.kept()).isEqualTo(2 * BOUND);
    client.close();
    assertThat(budget.kept()).isZero();
  }

  @Test
  void whoTakesNothingIsCutForThoseWhoDoTheLargestFirst() {
    stalled("small", 10 * MB);
    stalled("large", 40 * MB);
    MemoryAccount reading = client("reading", 3);
    reading.add(40 * MB);
    nanos.addAndGet(MemoryBudget.STALLED.toNanos());
    reading.unread(MB, nanos.get());

    open(4).add(20 * MB);
    assertThat(cut).containsExactly("large");
    assertThat(budget.cut()).isEqualTo(1);
  }

  @Test
  void whoHasPausedForAMomentIsNotCut() {
    stalled("pausing", 60 * MB);
    open(4).add(60 * MB);
    assertThat(cut).isEmpty();
  }

  @Test
  void nothingIsCutForAnAddressThatHasItsShare() {
    stalled("stalled", 10 * MB);
    nanos.addAndGet(MemoryBudget.STALLED.toNanos());
    open(1).take(1, 60 * MB);
    open(1).take(1, 60 * MB);
    assertThat(budget.refused(Refusal.ADDRESS)).isEqualTo(2);
    assertThat(cut).isEmpty();
  }

  @Test
  void messageCountsOnceHoweverManyHoldIt() {
    var message = new Message(new byte[(int) MB], 1);
    MemoryAccount one = open(1);
    MemoryAccount other = open(2);
    message.hold(one, 0);
    message.hold(other, 0);
    assertThat(budget.kept()).isEqualTo(MB);
    message.letGo(one, 0);
    assertThat(budget.kept()).isEqualTo(MB);
    message.letGo(other, 0);
    assertThat(budget.kept()).isZero();
  }

  @Test
  void closedAccountCountsNothing() {
    MemoryAccount client = open(1);
    assertThat(client.take(MB)).isEmpty();
    client.close();
    client.giveBack(MB);
    assertThat(client.take(MB)).isEmpty();
    client.add(MB);
    client.close();
    assertThat(budget.kept()).isZero();
  }

  private void stalled(String name, long bytes) {
    MemoryAccount client = client(name, 100 + cut.size());
    client.add(bytes);
    client.unread(bytes, nanos.get());
  }

  private MemoryAccount client(String name, int address) {
    return budget.open(remote(address), () -> cut.add(name));
  }

  private MemoryAccount open(int address) {
    return client("unnamed", address);
  }

  private static SocketAddress remote(int address) {
    return new InetSocketAddress("127.0.0." + address, 1);
  }
}
