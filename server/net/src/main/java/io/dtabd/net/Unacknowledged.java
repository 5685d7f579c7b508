package io.dtabd.net;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel how much of what was written to a socket the peer's kernel has not acknowledged.
 *
 * <p>Inside: Linux knows it to the byte. Netty's {@code TCP_INFO} does not: what waits for a peer
 * whose buffer is full is no segment yet, and counts there as nothing. So this is {@code ioctl}
 * with {@code SIOCOUTQ}, which the kernel answers from what it has at hand.
 */
public final class Unacknowledged {

  /** On all processors that Netty's native sockets run on. */
  private static final long SIOCOUTQ = 0x5411;

  private static final @Nullable MethodHandle IOCTL = ioctl();

  private Unacknowledged() {}

  /**
   * In bytes; empty if it cannot be learned, as over sockets that are not Linux's own. Only in the
   * channel's event loop, since the socket's number may be another's once it is closed.
   */
  public static OptionalInt bytes(Channel channel) {
    MethodHandle ioctl = IOCTL;
    if (ioctl == null || !(channel instanceof EpollSocketChannel socket) || !socket.isOpen()) {
      return OptionalInt.empty();
    }
    try (Arena memory = Arena.ofConfined()) {
      MemorySegment answer = memory.allocate(ValueLayout.JAVA_INT);
      int error = (int) ioctl.invokeExact(socket.fd().intValue(), SIOCOUTQ, answer);
      return error == 0 ? OptionalInt.of(answer.get(ValueLayout.JAVA_INT, 0)) : OptionalInt.empty();
    } catch (Throwable e) { // as it is declared; the call itself throws nothing
      throw new IllegalStateException("ioctl cannot be called", e);
    }
  }

  @SuppressWarnings("restricted") // native code is called, by a signature that is right
  private static @Nullable MethodHandle ioctl() {
    if (EventLoops.Transport.best() != EventLoops.Transport.EPOLL) {
      return null;
    }
    try {
      Linker linker = Linker.nativeLinker();
      FunctionDescriptor signature =
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS);
      return linker
          .defaultLookup()
          .find("ioctl")
          .map(found -> linker.downcallHandle(found, signature, Linker.Option.firstVariadicArg(2)))
          .orElse(null);
    } catch (IllegalCallerException | UnsupportedOperationException e) {
      return null; // a Java that was told not to call native code, or that cannot
    }
  }
}
