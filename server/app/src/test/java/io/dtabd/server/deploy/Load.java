package io.dtabd.server.deploy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Users in small: a few who ask one after another, and what they were answered. */
final class Load implements AutoCloseable {

  private static final int USERS = 4;

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest request;
  private final List<Thread> users = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong sent = new AtomicLong();
  private volatile Phase phase = new Phase();
  private volatile boolean over;

  private Load(URI target) {
    request = HttpRequest.newBuilder(target).build();
  }

  static Load on(String url) {
    var load = new Load(URI.create(url));
    for (int i = 0; i < USERS; i++) {
      load.users.add(Thread.ofVirtual().name("user-" + i).start(load::ask));
    }
    return load;
  }

  /** The answers to what is asked from now on, until the next phase begins. */
  Phase begin() {
    var next = new Phase();
    phase = next;
    return next;
  }

  long sent() {
    return sent.get();
  }

  /** Why requests failed; none may. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  private void ask() {
    while (!over) {
      Phase now = phase;
      sent.incrementAndGet();
      try {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          now.count(response.body());
        } else {
          failures.add(response.statusCode() + " " + response.body());
        }
      } catch (Exception e) {
        failures.add(e.toString());
      }
    }
  }

  @Override
  public void close() {
    over = true;
    for (Thread user : users) {
      try {
        user.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    http.close();
  }

  /** Answers by who gave them. */
  static final class Phase {

    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();

    private void count(String backend) {
      answers.computeIfAbsent(backend, _ -> new AtomicLong()).incrementAndGet();
    }

    long of(String backend) {
      AtomicLong count = answers.get(backend);
      return count == null ? 0 : count.get();
    }

    long all() {
      return answers.values().stream().mapToLong(AtomicLong::get).sum();
    }

    double share(String backend) {
      return (double) of(backend) / all();
    }
  }
}
