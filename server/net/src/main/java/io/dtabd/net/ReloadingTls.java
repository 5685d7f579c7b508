package io.dtabd.net;

import io.dtabd.config.ServerTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS from files that may be replaced at any time. New connections use the newest files that make
 * sense; open connections keep what they began with.
 *
 * <p>Inside: the contents are compared, not times and sizes. They are a few KiB, and a file that
 * was replaced by a link to another, as Kubernetes does it, can look the same from outside.
 */
public final class ReloadingTls implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReloadingTls.class);

  /** A certificate is replaced days before it ends, so nobody waits for this. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

  private final ServerTls settings;
  private final List<String> protocols;
  private final Thread watcher;
  private TlsMaterial material;
  private @Nullable String complaint;
  private volatile SslContext context;

  private ReloadingTls(
      ServerTls settings,
      List<String> protocols,
      TlsMaterial material,
      SslContext context,
      Duration interval) {
    this.settings = settings;
    this.protocols = protocols;
    this.material = material;
    this.context = context;
    this.watcher =
        Thread.ofVirtual()
            .name("tls-reload " + settings.certPath())
            .unstarted(() -> reloadEvery(interval));
  }

  /**
   * Reads the files, and again every {@code interval} until closed.
   *
   * @throws TlsException if they make no sense now
   */
  public static ReloadingTls open(ServerTls settings, Duration interval) throws TlsException {
    return open(settings, List.of(), interval);
  }

  /**
   * As {@link #open(ServerTls, Duration)}, with the choice of what is spoken above TLS.
   *
   * @param protocols by their ALPN names, the best first
   */
  public static ReloadingTls open(ServerTls settings, List<String> protocols, Duration interval)
      throws TlsException {
    TlsMaterial material = TlsMaterial.read(settings);
    var tls =
        new ReloadingTls(
            settings, protocols, material, material.context(settings, protocols), interval);
    tls.watcher.start();
    return tls;
  }

  /** For servers that bring their own bootstrap: each new engine uses the newest files. */
  public SslContext context() {
    return new NewestSslContext(() -> context);
  }

  SslHandler newHandler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }

  /** Takes up new files. If they make no sense, the old stay in use, and the log says so once. */
  synchronized void reload() {
    try {
      TlsMaterial now = TlsMaterial.read(settings);
      if (!now.equals(material)) {
        context = now.context(settings, protocols);
        material = now;
        log.info("New connections use the new certificate in {}", settings.certPath());
      }
      complaint = null;
    } catch (TlsException e) {
      if (!Objects.equals(complaint, e.getMessage())) {
        complaint = e.getMessage();
        log.error("The old certificate stays in use; the new one cannot be: {}", complaint);
      }
    }
  }

  private void reloadEvery(Duration interval) {
    try {
      while (true) {
        Thread.sleep(interval);
        reload();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
