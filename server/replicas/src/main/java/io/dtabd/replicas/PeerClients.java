package io.dtabd.replicas;

import io.dtabd.config.ClientTls;
import io.dtabd.net.ClientTlsContext;
import io.dtabd.net.TlsException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients of the other replicas' admin ports, one for each name that certificates are checked
 * against; made anew when a certificate file changes.
 */
final class PeerClients implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PeerClients.class);

  private final Optional<ClientTls> tls;
  private final Duration connectTimeout;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, HttpClient> clients = new HashMap<>();
  private @Nullable SSLContext context;

  /** What {@link #context} is made of. */
  private List<String> loaded = List.of();

  private @Nullable String complaint;

  /**
   * @throws TlsException if a file cannot be read or used
   */
  PeerClients(Optional<ClientTls> tls, Duration connectTimeout) throws TlsException {
    this.tls = tls;
    this.connectTimeout = connectTimeout;
    if (tls.isPresent()) {
      loaded = ClientTlsContext.contents(tls.get());
      context = ClientTlsContext.jdk(tls.get());
    }
  }

  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  /**
   * Takes up files that were replaced. If they make no sense, what was read before stays in use,
   * and the log says so once.
   */
  synchronized void reload() {
    if (tls.isEmpty()) {
      return;
    }
    try {
      // Files that change in between are seen to differ the next time.
      List<String> now = ClientTlsContext.contents(tls.get());
      if (!now.equals(loaded)) {
        context = ClientTlsContext.jdk(tls.get());
        loaded = now;
        // Not shut down: requests may be about to begin on them. They end when nobody has them.
        clients.clear();
      }
      complaint = null;
    } catch (TlsException e) {
      if (!Objects.equals(complaint, e.getMessage())) {
        complaint = e.getMessage();
        log.warn(
            "io.dtabd.peers: {}; the certificates that were read before stay in use", complaint);
      }
    }
  }

  synchronized HttpClient to(PeerAddress peer) {
    return clients.computeIfAbsent(
        tls.isPresent() ? peer.tlsName().orElse("") : "", this::newClient);
  }

  private HttpClient newClient(String tlsName) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(connectTimeout)
            .executor(threads);
    if (context != null) {
      builder.sslContext(context);
      if (!tlsName.isEmpty()) {
        var parameters = new SSLParameters();
        // The certificate is checked against this name first, then against the address.
        parameters.setServerNames(List.of(new SNIHostName(tlsName)));
        builder.sslParameters(parameters);
      }
    }
    return builder.build();
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(HttpClient::shutdownNow);
    threads.shutdownNow();
  }
}
