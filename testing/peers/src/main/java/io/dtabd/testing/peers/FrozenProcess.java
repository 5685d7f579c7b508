package io.dtabd.testing.peers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that has been stopped by a signal: it lives, its sockets are open, it does nothing. */
public final class FrozenProcess implements AutoCloseable {

  private final long pid;

  private FrozenProcess(long pid) {
    this.pid = pid;
  }

  /** Stops it, and returns when it stands still. */
  public static FrozenProcess of(ProcessHandle process) throws IOException {
    var frozen = new FrozenProcess(process.pid());
    frozen.signal("STOP");
    Path state = Path.of("/proc/" + process.pid() + "/stat");
    if (Files.exists(state)) { // elsewhere than on Linux the signal has to be enough
      await().until(() -> Files.readString(state).contains(") T "));
    }
    return frozen;
  }

  /** Lets it go on. */
  public void thaw() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    signal(pid, name);
  }

  private static void signal(long pid, String name) throws IOException {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
    if (kill.onExit().join().exitValue() != 0) {
      throw new IOException("process " + pid + " cannot be sent SIG" + name);
    }
  }

  /** So that it can end by itself. */
  @Override
  public void close() throws IOException {
    release(pid);
  }

  /** Lets a process go on if there is one. */
  static void release(long pid) throws IOException {
    if (ProcessHandle.of(pid).isPresent()) {
      signal(pid, "CONT");
    }
  }
}
