package io.dtabd.bench.attack;

import io.dtabd.bench.soak.HttpConnection;
import io.dtabd.bench.soak.HttpConnection.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A neighbour that asks for something again and again, over one connection that is kept open, and
 * takes the times.
 */
final class Errand implements Runnable {

  /** What one of them asks for. */
  interface Request {

    /**
     * @param number of the request, from 1
     */
    Answer send(HttpConnection connection, int number) throws IOException;
  }

  private final InetAddress from;
  private final InetSocketAddress server;
  private final Duration pause;
  private final Request request;
  private final Seen.Now seen = new Seen.Now();
  private @Nullable HttpConnection connection;

  /**
   * @param pause between a response and the next request
   */
  Errand(InetAddress from, InetSocketAddress server, Duration pause, Request request) {
    this.from = from;
    this.server = server;
    this.pause = pause;
    this.request = request;
  }

  /** What was seen since the last call. */
  Seen take() {
    return seen.take();
  }

  @Override
  public void run() {
    try {
      for (int number = 1; true; number++) {
        once(number);
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      disconnect();
    }
  }

  private void once(int number) {
    long before = System.nanoTime();
    try {
      HttpConnection open = connection;
      if (open == null) {
        open = HttpConnection.open(from, server);
        connection = open;
      }
      Answer answer = request.send(open, number);
      if (answer.status() >= 300) {
        seen.get().failed("status %d: %s".formatted(answer.status(), answer.body().strip()));
        disconnect();
      }
    } catch (IOException e) {
      seen.get().failed(e.toString());
      disconnect();
    }
    seen.get().took(System.nanoTime() - before, pause);
  }

  private void disconnect() {
    HttpConnection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is gone in any case.
      }
    }
  }
}
