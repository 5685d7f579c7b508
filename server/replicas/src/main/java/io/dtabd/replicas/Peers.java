package io.dtabd.replicas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dtabd.config.PeersConfig;
import io.dtabd.net.TlsException;
import io.dtabd.net.http.HttpProblem;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks the other replicas, all at once. */
final class Peers implements AutoCloseable {

  /** A healthy replica responds within milliseconds. The lookup of names counts too. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /**
   * What part of the time a lookup may take: a name server that hangs must not make healthy ones
   * silent.
   */
  static final int LOOKUP_PART = 2;

  /** Room for {@link AudiencePoll#MAX_NAMESPACES}, at some 300 bytes each. */
  private static final int MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

  /**
   * Every caller of a public address has all replicas asked. So many at once are some hundred
   * requests a second; more wait for their turn.
   */
  private static final int MAX_ROUNDS = 64;

  private static final Duration TURN = Duration.ofSeconds(5);

  /** More than replicas come and go in a day; then names are learned anew. */
  private static final int MAX_NAMES = 1_000;

  /** What is shown of an error that another replica sends. */
  private static final int MAX_ERROR = 200;

  private static final String NOT_DTABD = "sent what is not a response of dtabd";
  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,253}");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Identity self;
  private final PeerLookup lookup;
  private final Optional<PeerSecret> secret;
  private final PeerClients clients;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore rounds = new Semaphore(MAX_ROUNDS);

  /** By their addresses, so that a replica that falls silent still has its name. */
  private final Map<String, String> names = new ConcurrentHashMap<>();

  /**
   * @throws TlsException if a file of the TLS settings cannot be read or used
   */
  Peers(Identity self, PeersConfig config, PeerLookup.Dns dns) throws TlsException {
    this.self = self;
    this.lookup = new PeerLookup(config, dns);
    this.secret = config.secretFile().map(PeerSecret::new);
    this.clients = new PeerClients(config.tls(), PATIENCE);
  }

  /**
   * How long a round may take, when that is over, and how large one response may be; all together
   * are kept in memory.
   */
  private record Limit(Duration length, long deadline, int maxBytes) {

    static Limit of(Duration length, int maxBytes) {
      return new Limit(length, System.nanoTime() + length.toNanos(), maxBytes);
    }

    long lookupDeadline() {
      return deadline - length.minus(length.dividedBy(LOOKUP_PART)).toNanos();
    }

    String passed() {
      long millis = length.toMillis();
      return "did not respond within "
          + (millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms");
    }
  }

  /**
   * What each says, this replica left out; one that has several addresses comes once.
   *
   * @param target path and query
   */
  List<PeerResponse> ask(String target) throws InterruptedException {
    return ask(target, MAX_RESPONSE_BYTES);
  }

  /**
   * As {@link #ask(String)}; all responses together are kept in memory.
   *
   * @param maxBytes of one response; a replica that sends more is silent
   */
  List<PeerResponse> ask(String target, int maxBytes) throws InterruptedException {
    if (!rounds.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
      throw HttpProblem.unavailable(
          "Too many requests need the other replicas; gave up after %d s. Retry later"
              .formatted(TURN.toSeconds()),
          TURN);
    }
    try {
      return round(target, Limit.of(PATIENCE, maxBytes));
    } finally {
      rounds.release();
    }
  }

  /**
   * The same for callers that have less time; empty if it is over before it is their turn.
   *
   * @param length at most {@link #PATIENCE}
   */
  Optional<List<PeerResponse>> ask(String target, Duration length) throws InterruptedException {
    Limit limit = Limit.of(length, MAX_RESPONSE_BYTES);
    if (!rounds.tryAcquire(length.toNanos(), TimeUnit.NANOSECONDS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(round(target, limit));
    } finally {
      rounds.release();
    }
  }

  private List<PeerResponse> round(String target, Limit limit) throws InterruptedException {
    PeerLookup.Found found = lookup.find(limit.lookupDeadline());
    var responses = new ArrayList<>(askAll(List.copyOf(found.addresses()), target, limit));
    responses.addAll(found.missing());
    return others(responses);
  }

  private List<PeerResponse> others(List<PeerResponse> all) {
    var seen = new HashSet<String>();
    seen.add(self.instance());
    return all.stream()
        .filter(
            response ->
                switch (response) {
                  case PeerResponse.Answered answered -> seen.add(answered.instance());
                  case PeerResponse.Silent _ -> true;
                })
        .toList();
  }

  private List<PeerResponse> askAll(List<PeerAddress> peers, String target, Limit limit)
      throws InterruptedException {
    Optional<String> proof;
    try {
      proof = secret.isPresent() ? Optional.of(secret.get().proof()) : Optional.empty();
    } catch (IOException e) {
      String reason = "was not asked: " + e.getMessage();
      return peers.stream().map(peer -> silent(peer, reason)).toList();
    }
    clients.reload();
    List<Callable<PeerResponse>> calls =
        peers.stream()
            .<Callable<PeerResponse>>map(peer -> () -> ask(peer, target, limit.maxBytes(), proof))
            .toList();
    // A response may come piece by piece, so the time limit of a request alone would not do.
    List<Future<PeerResponse>> responses =
        threads.invokeAll(
            calls, Math.max(1, limit.deadline() - System.nanoTime()), TimeUnit.NANOSECONDS);
    var all = new ArrayList<PeerResponse>();
    for (int i = 0; i < peers.size(); i++) {
      all.add(resultOf(responses.get(i), peers.get(i), limit));
    }
    return all;
  }

  private PeerResponse resultOf(Future<PeerResponse> response, PeerAddress peer, Limit limit)
      throws InterruptedException {
    if (response.isCancelled()) {
      return silent(peer, limit.passed());
    }
    try {
      return response.get();
    } catch (ExecutionException e) {
      return silent(peer, reason(e.getCause(), limit));
    }
  }

  private PeerResponse ask(PeerAddress peer, String target, int maxBytes, Optional<String> proof)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(clients.scheme() + "://" + peer + target))
            .timeout(PATIENCE);
    proof.ifPresent(it -> request.header(PeerSecret.HEADER, it));
    HttpResponse<InputStream> response =
        clients.to(peer).send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(maxBytes + 1);
      if (body.length > maxBytes) {
        return silent(peer, "sent more than %d bytes".formatted(maxBytes));
      }
      return response.statusCode() == 200
          ? read(peer, body)
          : silent(peer, refusal(response.statusCode(), body));
    }
  }

  private PeerResponse read(PeerAddress peer, byte[] body) throws IOException {
    JsonNode json = JSON.readTree(body);
    String instance = json.path("instance").asText();
    if (!json.has("api") || instance.isEmpty()) {
      return silent(peer, NOT_DTABD);
    }
    int version = json.path("api").asInt();
    if (version != PeersApi.VERSION) {
      return silent(
          peer,
          "speaks version %d of the replicas' API, this replica version %d"
              .formatted(version, PeersApi.VERSION));
    }
    String name = json.path("name").asText();
    if (NAME.matcher(name).matches()) {
      if (names.size() >= MAX_NAMES) {
        names.clear();
      }
      names.put(peer.toString(), name);
    }
    return new PeerResponse.Answered(replica(peer), instance, json);
  }

  private PeerResponse silent(PeerAddress peer, String reason) {
    return new PeerResponse.Silent(replica(peer), reason);
  }

  private Replica replica(PeerAddress peer) {
    String address = peer.toString();
    return new Replica(names.getOrDefault(address, address), Optional.of(address));
  }

  private static String refusal(int status, byte[] body) {
    String shown = shown(new String(body, StandardCharsets.UTF_8));
    return switch (status) {
      case 404 ->
          "does not have the replicas' API (404): it is an older version, or its admin.security"
              + " does not let it respond";
      case 401, 403 -> "rejected the request (%d): %s".formatted(status, shown);
      default -> "responded with status %d: %s".formatted(status, shown);
    };
  }

  /** Of a text that another replica sent, what people are shown. */
  static String shown(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.length() > MAX_ERROR ? line.substring(0, MAX_ERROR) + "…" : line;
  }

  private String reason(@Nullable Throwable cause, Limit limit) {
    return switch (cause) {
      case HttpConnectTimeoutException _ -> limit.passed();
      case HttpTimeoutException _ -> limit.passed();
      case ConnectException _ -> "refused the connection";
      case SSLException e -> "failed the TLS handshake: " + e.getMessage();
      case JsonProcessingException _ -> NOT_DTABD;
      case null, default -> "broke the connection" + ofTls() + ": " + cause;
    };
  }

  /** A server may reject a certificate when its client takes the handshake for done. */
  private String ofTls() {
    return clients.scheme().equals("https")
        ? ", as TLS does with a certificate that is not trusted"
        : "";
  }

  @Override
  public void close() {
    threads.shutdownNow();
    clients.close();
  }
}
