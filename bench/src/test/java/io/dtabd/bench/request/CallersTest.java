package io.dtabd.bench.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CallersTest {

  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** Answers every request with the text; the first only when the latch opens. */
  private static final class Server implements AutoCloseable {

    private final ServerSocket listening =
        new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();

    Server(String answer, CountDownLatch first) throws IOException {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  while (true) {
                    Socket socket = listening.accept();
                    Thread.startVirtualThread(() -> answer(socket, answer, first));
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              });
    }

    private void answer(Socket socket, String answer, CountDownLatch first) {
      try (socket) {
        InputStream in = socket.getInputStream();
        int ends = 0;
        while (ends >= 0) {
          int next = in.read();
          ends = next < 0 ? -1 : next == '\r' || next == '\n' ? ends + 1 : 0;
          if (ends == 4) {
            requests.incrementAndGet();
            first.await();
            socket.getOutputStream().write(answer.getBytes(US_ASCII));
          }
        }
      } catch (IOException | InterruptedException e) {
        // The test is over.
      }
    }

    InetSocketAddress address() {
      return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  @Test
  void sendsAsManyAsAreDue() throws Exception {
    try (var server = new Server(ANSWER, new CountDownLatch(0));
        var callers =
            Callers.open(server.address(), 2, List.of(Question.get("/a"), Question.get("/b")))) {
      Seen seen = callers.atRate(1_000, Duration.ofMillis(200));

      assertThat(seen.count()).isEqualTo(200);
      assertThat(server.requests).hasValue(200);
    }
  }

  /** A server that stands still for a time has kept all waiting that were due in that time. */
  @Test
  void requestsThatCouldNotBeSentCountFromWhenTheyWereDue() throws Exception {
    var opens = new CountDownLatch(1);
    try (var server = new Server(ANSWER, opens);
        var callers = Callers.open(server.address(), 1, List.of(Question.get("/a")))) {
      Thread.ofVirtual().start(() -> openLater(server, opens));

      Seen seen = callers.atRate(1_000, Duration.ofMillis(100));

      assertThat(seen.count()).isEqualTo(100);
      assertThat(seen.millis(1)).as("nearly the first to be answered").isGreaterThan(190);
    }
  }

  /** All have been due for 200 ms at least by then, as the first was before it was sent. */
  private static void openLater(Server server, CountDownLatch opens) {
    while (server.requests.get() == 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(300)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    opens.countDown();
  }

  @Test
  void asksAgainAndAgainUntilTheTimeIsUp() throws Exception {
    try (var server = new Server(ANSWER, new CountDownLatch(0));
        var callers = Callers.open(server.address(), 2, List.of(Question.get("/a")))) {
      Seen seen = callers.asFastAsItGoes(Duration.ofSeconds(1));

      assertThat(seen.count()).isEqualTo(server.requests.get()).isPositive();
    }
  }

  @Test
  void anErrorEndsTheRun() throws Exception {
    var refusal = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    try (var server = new Server(refusal, new CountDownLatch(0));
        var callers = Callers.open(server.address(), 2, List.of(Question.get("/a")))) {
      assertThatThrownBy(() -> callers.asFastAsItGoes(Duration.ofMinutes(2)))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("404 Not Found");
    }
  }
}
