package io.dtabd.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dtabd.config.SocketOptions;
import io.dtabd.serving.memory.MemoryBudget;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListenerTest {

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private EventLoops loops = new EventLoops(EventLoops.Transport.best(), 1);

  @AfterEach
  void stop() {
    loops.close();
  }

  /** Says nothing; closes when it is told to drain, or not even then. */
  private static final class Mute extends Connection {

    private final boolean stubborn;
    private Channel channel;

    Mute(Channel channel, boolean stubborn) {
      this.channel = channel;
      this.stubborn = stubborn;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      channel = ctx.channel();
    }

    @Override
    public void cut() {
      abort();
    }

    @Override
    protected void tick(long nanos) {}

    @Override
    protected void drain() {
      if (!stubborn) {
        abort();
      }
    }

    @Override
    protected void abort() {
      var _ = channel.close();
    }

    @Override
    protected void ended() {}
  }

  private Listener open(InetSocketAddress address, Protocol protocol) throws ListenException {
    return Listener.open(
        loops,
        new Listener.Options(
            "test",
            address,
            SocketOptions.DEFAULT,
            10,
            Optional.empty(),
            MemoryBudget.ofThisProcess()),
        protocol);
  }

  private static Protocol mute() {
    return channel -> new Mute(channel, false);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsConnectionsOnEveryTransport(EventLoops.Transport transport) throws Exception {
    loops.close();
    loops = new EventLoops(transport, 1);
    Listener listener = open(ANY, mute());
    try (var socket = new Socket()) {
      socket.connect(listener.address());
      awaitConnections(listener, 1);
      listener.close(Duration.ofMinutes(2));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(listener.accepted()).isEqualTo(1);
    assertThat(listener.connections()).isZero();
  }

  @Test
  void portInUseIsNamedWithWhatToDo() throws Exception {
    Listener first = open(ANY, mute());
    assertThatThrownBy(() -> open(first.address(), mute()))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("127.0.0.1:" + first.address().getPort())
        .hasMessageContaining("test")
        .hasMessageContaining("in use")
        .hasMessageContaining("set another port");
    first.close(Duration.ZERO);
  }

  @Test
  void addressOfAnotherMachineIsNamedWithWhatToDo() {
    var elsewhere = new InetSocketAddress("192.0.2.1", 4180);
    assertThatThrownBy(() -> open(elsewhere, mute()))
        .hasMessageContaining("192.0.2.1:4180")
        .hasMessageContaining("does not have that address");
  }

  @Test
  void unknownNameIsNamedWithWhatToDo() {
    var unknown = InetSocketAddress.createUnresolved("no-such-host", 4180);
    assertThatThrownBy(() -> open(unknown, mute()))
        .hasMessageContaining("no-such-host:4180")
        .hasMessageContaining("give an IP address");
  }

  @Test
  void portIsFreeAgainAfterClose() throws Exception {
    Listener first = open(ANY, mute());
    first.close(Duration.ZERO);
    Listener second = open(first.address(), mute());
    assertThat(second.address()).isEqualTo(first.address());
    second.close(Duration.ZERO);
  }

  @Test
  void closeCutsOffWhoIsNotDoneInTime() throws Exception {
    Listener listener = open(ANY, channel -> new Mute(channel, true));
    try (var socket = new Socket()) {
      socket.connect(listener.address());
      awaitConnections(listener, 1);
      listener.close(Duration.ofMillis(50));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(listener.connections()).isZero();
  }

  @Test
  void nothingIsAcceptedAfterDrain() throws Exception {
    Listener listener = open(ANY, mute());
    listener.drain();
    try (var socket = new Socket()) {
      assertThatThrownBy(() -> socket.connect(listener.address())).isInstanceOf(IOException.class);
    }
  }

  private static void awaitConnections(Listener listener, int wanted) {
    await().until(() -> listener.connections() == wanted);
  }
}
