package io.dtabd.testing.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Ports of a range, each given out once among all processes that share a lock file. A process locks
 * byte {@code n} of the file for port {@code n}. The kernel releases the locks of a process that
 * ends, however it ends, so the file never goes stale.
 */
final class PortPool {

  /** Both ends are included. */
  record Range(int first, int last) {

    private static final Range USUAL = new Range(15_000, 31_999);

    /** A smaller range is not worth having. */
    private static final int ENOUGH = 1_000;

    /**
     * The ports below those that the system gives to outgoing connections: one of those could take
     * a port while its server is down.
     *
     * @param ephemeral as in {@code /proc/sys/net/ipv4/ip_local_port_range}
     */
    static Range below(String ephemeral) {
      var numbers = new Scanner(ephemeral);
      if (!numbers.hasNextInt()) {
        return USUAL;
      }
      int last = Math.min(USUAL.last, numbers.nextInt() - 1);
      return last - USUAL.first < ENOUGH ? USUAL : new Range(USUAL.first, last);
    }

    int size() {
      return last - first + 1;
    }
  }

  private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  private final Range range;
  private final Path file;
  private final IntPredicate isFree;

  /**
   * Never closed: closing any channel of a file releases all locks that the process has on that
   * file.
   */
  private @Nullable FileChannel locks;

  private final Map<Integer, FileLock> taken = new HashMap<>();
  private int next;

  /**
   * @param isFree whether nobody listens on a port
   */
  PortPool(Range range, Path file, IntPredicate isFree) {
    this.range = range;
    this.file = file;
    this.isFree = isFree;
    next = ThreadLocalRandom.current().nextInt(range.first(), range.last() + 1);
  }

  /** The pool that all processes of this user on this machine share. */
  static PortPool ofMachine() {
    // Another user may not be able to open this user's file.
    String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "dtabd-ports-" + user);
    return new PortPool(Range.below(ephemeral()), file, PortPool::isFree);
  }

  private static String ephemeral() {
    try {
      return Files.readString(EPHEMERAL);
    } catch (IOException e) {
      return ""; // Not Linux.
    }
  }

  /** A port that no process of the pool has and nobody listens on; it is this process's now. */
  synchronized int take() throws IOException {
    FileChannel channel = locks;
    if (channel == null) {
      channel = open();
      locks = channel;
    }
    for (int i = 0; i < range.size(); i++) {
      int port = next;
      next = port == range.last() ? range.first() : port + 1;
      if (!taken.containsKey(port) && take(channel, port)) {
        return port;
      }
    }
    throw new IOException(
        "No port is left between %d and %d: this process has %d, and others have or listen on the rest. End other test runs, or servers that listen there"
            .formatted(range.first(), range.last(), taken.size()));
  }

  private FileChannel open() throws IOException {
    try {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException(
          "Cannot open %s, which keeps test runs from using the same ports; delete it, or set java.io.tmpdir to another folder"
              .formatted(file),
          e);
    }
  }

  private boolean take(FileChannel channel, int port) throws IOException {
    FileLock lock = channel.tryLock(port, 1, false);
    if (lock == null) {
      return false;
    }
    if (!isFree.test(port)) {
      lock.release();
      return false;
    }
    taken.put(port, lock);
    return true;
  }

  /** Whether nobody listens on a port, neither on the loopback nor on all addresses. */
  static boolean isFree(int port) {
    return canListen(port, null) && canListen(port, InetAddress.getLoopbackAddress());
  }

  private static boolean canListen(int port, @Nullable InetAddress address) {
    try (var _ = new ServerSocket(port, 1, address)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
