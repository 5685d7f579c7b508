package io.dtabd.replicas;

import io.dtabd.config.ClientTls;
import io.dtabd.net.ClientTlsContext;
import io.dtabd.net.TlsException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private List<FileTime> loaded = List.of();

  /**
   * @throws TlsException if a file cannot be read or used
   */
  PeerClients(Optional<ClientTls> tls, Duration connectTimeout) throws TlsException {
    this.tls = tls;
    this.connectTimeout = connectTimeout;
    if (tls.isPresent()) {
      loaded = times(tls.get());
      context = ClientTlsContext.jdk(tls.get());
    }
  }

  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }

  synchronized HttpClient to(PeerAddress peer) {
    tls.ifPresent(this::reload);
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

  private void reload(ClientTls settings) {
    List<FileTime> now = times(settings);
    if (now.equals(loaded)) {
      return;
    }
    loaded = now;
    try {
      context = ClientTlsContext.jdk(settings);
      clients.values().forEach(HttpClient::shutdown);
      clients.clear();
    } catch (TlsException e) {
      log.warn(
          "io.dtabd.peers: {}; the certificates that were read before stay in use", e.getMessage());
    }
  }

  private static List<FileTime> times(ClientTls settings) {
    var files = new ArrayList<>(settings.trustCerts());
    settings.trustCertsBundle().ifPresent(files::add);
    settings.clientAuth().ifPresent(own -> files.addAll(List.of(own.certPath(), own.keyPath())));
    return files.stream().map(PeerClients::time).toList();
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // it is said when it is read
    }
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(HttpClient::shutdownNow);
    threads.shutdownNow();
  }
}
