package io.dtabd.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.stream.Stream;

/** Reads {@code ip}, {@code port}, {@code tls} and {@code socketOptions}. */
final class ListenerReader {

  private final HostLookup hosts;

  ListenerReader(HostLookup hosts) {
    this.hosts = hosts;
  }

  Listener read(Section at, int defaultPort) {
    return new Listener(
        at.parsed("ip", "an address to listen on", this::address)
            .orElse(InetAddress.getLoopbackAddress()),
        at.port("port").orElse(defaultPort),
        at.section("tls").map(ListenerReader::tls),
        at.section("socketOptions").map(ListenerReader::options).orElse(SocketOptions.DEFAULT));
  }

  private InetAddress address(String host) {
    try {
      if (!host.isBlank()) {
        return hosts.find(host);
      }
      throw new IllegalArgumentException("it is empty; 0.0.0.0 is every address");
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "'" + host + "' is neither an IP address nor a name that resolves", e);
    }
  }

  private static ServerTls tls(Section at) {
    var tls =
        new ServerTls(
            at.requiredFile("certPath"),
            at.requiredFile("keyPath"),
            at.file("intermediateCertsPath"),
            at.flag("requireClientAuth").orElse(false),
            at.file("caCertPath"),
            at.texts("ciphers"),
            // namerd's key is one text; several protocols stand in it as in a list.
            at.texts("protocols").stream().flatMap(ListenerReader::words).toList());
    at.finish();
    return tls;
  }

  private static Stream<String> words(String text) {
    return Arrays.stream(text.split("[,\\s]+")).filter(word -> !word.isEmpty());
  }

  private static SocketOptions options(Section at) {
    SocketOptions defaults = SocketOptions.DEFAULT;
    var options =
        new SocketOptions(
            at.flag("noDelay").orElse(defaults.noDelay()),
            at.flag("reuseAddr").orElse(defaults.reuseAddr()),
            at.flag("reusePort").orElse(defaults.reusePort()),
            at.millis("readTimeoutMs"),
            at.millis("writeTimeoutMs"),
            at.flag("keepAlive"),
            at.positive("backlog"));
    at.finish();
    return options;
  }
}
